import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { createMemoryHistory, createRouter, type Router } from 'vue-router'
import { type FakeApp, fakeApp, fakeConnection, fakePicture } from '../client/fake.testing.ts'
import { provideConnection } from '../client/studio.ts'
import { usePlace } from '../state/place.ts'
import { useSelection } from '../state/selection.ts'
import { useSetting } from '../state/settings.ts'
import { keepAddress } from './placeAddress.ts'

const view = { render: () => null }
let app: FakeApp
/** What the app remembers as looked at last in the Parse view. */
const last = useSetting<unknown>('parse.open', null)

/** Opens or reloads a window: only what the app remembers is kept. */
function openWindow(): Router {
  setActivePinia(createPinia())
  provideConnection(fakeConnection(app))
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/library', name: 'library', component: view },
      { path: '/parse/:picture?', name: 'parse', component: view },
    ],
  })
  keepAddress(router)
  return router
}
const addressOf = (router: Router) => router.currentRoute.value.fullPath

beforeEach(() => {
  app = fakeApp({ pictures: [1, 2, 3].map((id) => fakePicture(id)) })
  last.value = null
})

describe('an address of the Parse view', () => {
  it('goes to its picture, which is selected, and to the kept parse that it names', async () => {
    const router = openWindow()
    const [place, selection] = [usePlace(), useSelection()]
    await router.push('/parse/2?parse=7')
    expect([place.picture, place.parse, [...selection.pictures]]).toEqual([2, 7, [2]])
    await router.push('/parse/2')
    expect([place.picture, place.parse]).toEqual([2, undefined])
  })

  it('leaves several pictures selected if its own is one of them', async () => {
    const router = openWindow()
    const [place, selection] = [usePlace(), useSelection()]
    selection.select([1, 2])
    await router.push('/parse/1')
    expect([place.picture, [...selection.pictures]]).toEqual([1, [1, 2]])
  })

  it('goes back and forward through what was opened', async () => {
    const router = openWindow()
    const place = usePlace()
    for (const address of ['/library', '/parse/1', '/parse/2?parse=7']) await router.push(address)
    router.back()
    await vi.waitFor(() => expect([place.picture, place.parse]).toEqual([1, undefined]))
    router.forward()
    await vi.waitFor(() => expect([place.picture, place.parse]).toEqual([2, 7]))
  })

  it.each(['/parse', '/parse/none', '/parse/0'])(
    'without a picture, as %s, leads to what is looked at in other views',
    async (address) => {
      const router = openWindow()
      useSelection().only(3)
      await router.push('/library')
      await router.push(address)
      expect(addressOf(router)).toBe('/parse/3')
      router.back()
      await vi.waitFor(() => expect(addressOf(router)).toBe('/library'))
    },
  )

  it('without a picture stays as it is if nothing was looked at', async () => {
    const router = openWindow()
    await router.push('/parse')
    expect([addressOf(router), usePlace().picture]).toEqual(['/parse', undefined])
  })
})

describe('a place in the Parse view', () => {
  it('sets the address, in place of the previous one', async () => {
    const router = openWindow()
    const [place, selection] = [usePlace(), useSelection()]
    await router.push('/library')
    await router.push('/parse/1')
    selection.open(2)
    await vi.waitFor(() => expect(addressOf(router)).toBe('/parse/2'))
    place.goToParse(7)
    await vi.waitFor(() => expect(addressOf(router)).toBe('/parse/2?parse=7'))
    place.goToParse(undefined)
    await vi.waitFor(() => expect(addressOf(router)).toBe('/parse/2'))
    router.back()
    await vi.waitFor(() => expect(addressOf(router)).toBe('/library'))
  })

  it('has an address without a picture once nothing is looked at any more', async () => {
    const router = openWindow()
    const [place, selection] = [usePlace(), useSelection()]
    await router.push('/parse/1')
    selection.drop(1)
    await nextTick()
    // At once, because the window may be reloaded before the app is asked anything.
    expect([last.value, app.calls]).toEqual([null, []])
    await vi.waitFor(() => expect(addressOf(router)).toBe('/parse'))
    expect([place.picture, last.value, app.calls]).toEqual([undefined, null, []])
  })

  it('changes no address while another view is in front', async () => {
    const router = openWindow()
    await router.push('/library')
    useSelection().only(2)
    await nextTick()
    expect(addressOf(router)).toBe('/library')
  })
})

describe('what was looked at last', () => {
  it('is looked at again in a window that begins in another view', async () => {
    await openWindow().push('/parse/2?parse=7')
    const router = openWindow()
    await router.push('/library')
    expect(usePlace().picture).toBeUndefined()
    await router.push('/parse')
    expect(addressOf(router)).toBe('/parse/2?parse=7')
  })

  it('is the same kept parse if its picture is selected again', async () => {
    const router = openWindow()
    const selection = useSelection()
    await router.push('/parse/2?parse=7')
    await router.push('/library')
    for (const id of [1, 2]) selection.only(id)
    await router.push('/parse')
    expect(addressOf(router)).toBe('/parse/2?parse=7')
  })

  it('is forgotten once its picture is removed from the library', async () => {
    await openWindow().push('/parse/2')
    app.state.pictures = [fakePicture(1)]
    const router = openWindow()
    await router.push('/parse')
    expect([addressOf(router), last.value]).toEqual(['/parse', null])
  })

  it('is opened all the same if the app does not answer', async () => {
    await openWindow().push('/parse/2')
    const router = openWindow()
    app.fail('library.pictures', new Error('The link broke.'))
    await router.push('/parse')
    expect(addressOf(router)).toBe('/parse/2')
  })
})
