import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import { type FakeApp, fakeApp, fakeConnection, fakePicture } from '../client/fake.testing.ts'
import { provideConnection } from '../client/studio.ts'
import { keepSelected } from './keepSelected.ts'
import { usePlace } from './place.ts'
import { useSelection } from './selection.ts'

const stored = new Map<string, string>()
const storage = {
  getItem: (name: string) => stored.get(name) ?? null,
  setItem: (name: string, value: string) => void stored.set(name, value),
}
let app: FakeApp

/** Opens or reloads a window: only the browser's session storage is kept. */
async function openWindow() {
  setActivePinia(createPinia())
  provideConnection(fakeConnection(app))
  await keepSelected(storage)
  const selection = useSelection()
  return { selection, now: () => ({ ids: [...selection.pictures], active: usePlace().picture }) }
}

beforeEach(() => {
  stored.clear()
  app = fakeApp({ pictures: Array.from({ length: 2000 }, (_, i) => fakePicture(i + 1)) })
})

describe('keepSelected', () => {
  it('begins with nothing', async () => {
    expect((await openWindow()).now()).toEqual({ ids: [], active: undefined })
    expect(app.calls).toEqual([])
  })

  it('selects the same pictures after a reload', async () => {
    ;(await openWindow()).selection.select([3, 5, 8], 5)
    await nextTick()
    expect((await openWindow()).now()).toEqual({ ids: [3, 5, 8], active: 5 })
  })

  it('leaves out pictures that were removed from the library', async () => {
    ;(await openWindow()).selection.select([3, 5, 8], 5)
    await nextTick()
    app.state.pictures = app.state.pictures.filter(({ id }) => id !== 5)
    expect((await openWindow()).now()).toEqual({ ids: [3, 8], active: 8 })
  })

  it('begins with nothing if the app does not answer', async () => {
    ;(await openWindow()).selection.only(3)
    await nextTick()
    app.fail('library.pictures', new Error('The link broke.'))
    expect((await openWindow()).now()).toEqual({ ids: [], active: undefined })
  })

  it('does not keep a selection of thousands, nor the one before it', async () => {
    const { selection } = await openWindow()
    selection.only(3)
    await nextTick()
    selection.select(app.state.pictures.map(({ id }) => id))
    await nextTick()
    expect((await openWindow()).now().ids).toEqual([])
  })
})
