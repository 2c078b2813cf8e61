import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick, watch } from 'vue'
import { followEvents } from '../client/events.ts'
import {
  type FakeApp,
  fakeApp,
  fakeConnection,
  fakeModel,
  fakePicture,
  fakeSet,
} from '../client/fake.testing.ts'
import { provideConnection, useStudio } from '../client/studio.ts'
import { useApp } from './app.ts'
import { useJobs } from './jobs.ts'
import { useLibrary } from './library.ts'
import { useModels } from './models.ts'
import { useParsed } from './parsed.ts'
import { usePlace } from './place.ts'
import { useSelection } from './selection.ts'
import { toasts } from './toasts.ts'
import { undo } from './undo.ts'

let fake: FakeApp
let leave: () => void

/** The routes that go beside the contract, as the fake app answers them. */
async function answer(address: string): Promise<Response> {
  const { searchParams } = new URL(address, 'http://studio')
  const [filter, order] = ['filter', 'order'].map((name) => JSON.parse(searchParams.get(name) ?? '{}'))
  return new Response(new Uint32Array(fake.ids(filter, order)))
}

const settle = async () => {
  for (let i = 0; i < 20; i++) await Promise.resolve()
  await new Promise((resolve) => setTimeout(resolve))
}

beforeEach(async () => {
  fake = fakeApp({
    sets: [fakeSet(1, { pictures: 2 }), fakeSet(2, { pictures: 1 })],
    pictures: [
      fakePicture(1, { label: '7' }),
      fakePicture(2, { label: '4', parse: { id: 9, mse: 0.02 } }),
      fakePicture(3, { setId: 2, name: 'cat', parse: { id: 8, mse: 0.05 } }),
    ],
  })
  vi.stubGlobal('fetch', vi.fn(answer))
  setActivePinia(createPinia())
  provideConnection(fakeConnection(fake))
  leave = followEvents(fakeConnection(fake))
  await settle()
})
afterEach(() => {
  leave()
  toasts.value = []
  vi.unstubAllGlobals()
})

describe('whether there are parses', () => {
  it('is known of the selected pictures, else of all that are shown', async () => {
    const [parsed, selection, library] = [useParsed(), useSelection(), useLibrary()]
    await settle()
    expect(parsed.any).toBe(true)
    selection.select([1])
    await settle()
    expect(parsed.any).toBe(false)
    selection.select([1, 3])
    expect(parsed.any).toBe(true)
    selection.clear()
    library.show({ parsed: false })
    await settle()
    expect(parsed.any).toBe(false)
  })

  it('is known anew when a selected picture has been parsed', async () => {
    const [parsed, selection] = [useParsed(), useSelection()]
    selection.select([1])
    await settle()
    expect(parsed.any).toBe(false)
    fake.state.pictures[0] = fakePicture(1, { parse: { id: 10, mse: 0.01 } })
    fake.emit({ type: 'parses', pictureIds: [1] })
    await vi.waitFor(() => expect(parsed.any).toBe(true), { timeout: 5000 })
  })
})

describe('the library', () => {
  it('shows all pictures at first, with their sets and counts', async () => {
    const library = useLibrary()
    await settle()
    expect([...library.ids]).toEqual([1, 2, 3])
    expect(library.sets?.map(({ name }) => name)).toEqual(['set 1', 'set 2'])
    expect(library.counts?.parsed).toBe(2)
  })

  it('shows what a filter says, in the order asked for', async () => {
    const library = useLibrary()
    library.show({ parsed: true })
    library.order = { by: 'error', descending: true }
    await settle()
    expect([...library.ids]).toEqual([3, 2])
  })

  it('counts labels and splits over the other choices, so that another can be chosen', async () => {
    const library = useLibrary()
    await settle()
    const all = library.counts!
    library.show({ splits: ['train'], labels: [all.labels[0].name] })
    await settle()
    const studio = useStudio()
    expect(library.counts!.pictures).toBe(library.ids.length)
    expect(library.counts!.labels).toEqual((await studio.library.counts({ splits: ['train'] })).labels)
    expect(library.counts!.splits).toEqual(
      (await studio.library.counts({ labels: [all.labels[0].name] })).splits,
    )
    expect(library.counts!.labels.length).toBeGreaterThan(1)
  })

  it('follows the library as it changes', async () => {
    const library = useLibrary()
    await settle()
    await fake.studio.library.removeSet({ id: 2 })
    await vi.waitFor(() => expect([...library.ids]).toEqual([1, 2]))
    expect(library.sets).toHaveLength(1)
  })

  it('is behind from a change, or another filter, until that is shown', async () => {
    const library = useLibrary()
    expect(library.stale).toBe(true)
    await vi.waitFor(() => expect(library.stale).toBe(false))
    library.show({ text: 'cat' })
    expect(library.stale).toBe(true)
    await settle()
    expect([library.stale, [...library.ids]]).toEqual([false, [3]])
    const behind: boolean[] = []
    watch(
      () => library.stale,
      (stale) => behind.push(stale),
      { flush: 'sync' },
    )
    await fake.studio.library.removePictures({ ids: [3] })
    await vi.waitFor(() => expect([behind, [...library.ids]]).toEqual([[true, false], []]))
  })

  it('keeps the newest answer where an older one comes late', async () => {
    const library = useLibrary()
    await settle()
    const slow = Promise.withResolvers<void>()
    vi.mocked(fetch).mockImplementationOnce(async (address) => {
      const response = await answer(String(address))
      await slow.promise
      return response
    })
    library.show({ text: 'cat' })
    await nextTick()
    library.show({ labels: ['7'] })
    await settle()
    slow.resolve()
    await settle()
    expect([...library.ids]).toEqual([1])
  })

  it('says what failed, and shows the pictures when it is asked again', async () => {
    const library = useLibrary()
    await settle()
    vi.mocked(fetch).mockResolvedValueOnce(
      Response.json({ message: 'The workspace is closed.' }, { status: 503 }),
    )
    library.show({ labels: ['4'] })
    await settle()
    expect(library.failure).toMatchObject({ message: 'The workspace is closed.' })
    library.show({ labels: ['4'] })
    await settle()
    expect([library.failure, [...library.ids]]).toEqual([undefined, [2]])
  })
})

describe('what is parsed', () => {
  it('is counted anew when there are parses, and pictures come in by their error', async () => {
    const library = useLibrary()
    await settle()
    library.records.want('wall', [1])
    await settle()
    expect(library.records.get(1)?.parse).toBeUndefined()
    fake.state.pictures[0] = { ...fake.state.pictures[0], parse: { id: 10, mse: 0.9 } }
    fake.emit({ type: 'parses', pictureIds: [1] })
    await vi.waitFor(() => expect(library.counts?.parsed).toBe(3))
    expect(library.records.get(1)?.parse?.mse).toBe(0.9)
    library.order = { by: 'error', descending: true }
    await settle()
    expect([...library.ids]).toEqual([1, 3, 2])
  })
})

describe('jobs', () => {
  it('come and go with their events', async () => {
    const jobs = useJobs()
    const { jobId } = await fake.studio.library.check({ id: 1 })
    await settle()
    expect(jobs.active.map(({ id }) => id)).toEqual([jobId])
    expect(jobs.ofSet(1)?.id).toBe(jobId)
    await jobs.cancel(jobId)
    await settle()
    expect([jobs.active, jobs.ended.map(({ state }) => state)]).toEqual([[], ['cancelled']])
    await jobs.dismissEnded()
    await settle()
    expect(jobs.all).toEqual([])
  })
})

describe('models', () => {
  it('show the one that parses, here as in every window', async () => {
    fake.state.models.push({ ...fakeModel, id: 2, name: 'mine' })
    const models = useModels()
    await settle()
    expect(models.current?.name).toBe('mnist-compact')
    await fake.studio.models.select({ id: 2 })
    await settle()
    expect(models.current?.name).toBe('mine')
  })
})

describe('the app', () => {
  it('shows an engine that has died, and one that was started anew', async () => {
    const app = useApp()
    await settle()
    fake.emit({ type: 'engine', engine: { ...app.parsing!, state: 'failed', fault: 'killed' } })
    await settle()
    expect(app.parsing?.fault).toBe('killed')
    await app.restartEngine('parsing')
    await settle()
    expect(app.parsing).toMatchObject({ state: 'ready' })
  })
})

describe('undo', () => {
  it('says what was undone', async () => {
    await fake.studio.library.renameSet({ id: 1, name: 'digits' })
    await undo()
    expect(fake.state.sets[0].name).toBe('set 1')
    expect(toasts.value.at(-1)?.text).toBe('Undone: Rename set digits')
  })

  it('says so where there is nothing to undo, and where it failed', async () => {
    await undo()
    expect(toasts.value.at(-1)?.text).toBe('There is nothing to undo.')
    fake.fail('app.undo', new Error('The disk is full.'))
    await undo()
    expect(toasts.value.at(-1)).toMatchObject({ text: 'The disk is full.', fault: true })
  })
})

describe('the selection', () => {
  it('stays at the picture that is looked at while it is among those selected', () => {
    const [place, selection] = [usePlace(), useSelection()]
    selection.only(2)
    selection.select([1, 2, 3])
    expect(place.picture).toBe(2)
    selection.select([1, 3])
    expect(place.picture).toBe(3)
    selection.clear()
    expect([place.picture, selection.count]).toEqual([undefined, 0])
  })

  it('loses a picture that has gone, and another is looked at where it was that one', () => {
    const [place, selection] = [usePlace(), useSelection()]
    selection.select([1, 2, 3], 2)
    selection.drop(1)
    expect([place.picture, [...selection.pictures]]).toEqual([2, [2, 3]])
    selection.drop(2)
    expect([place.picture, [...selection.pictures]]).toEqual([3, [3]])
    selection.drop(3)
    expect([place.picture, selection.count]).toEqual([undefined, 0])
  })
})

describe('the place', () => {
  it('is the whole of another picture, and the same part of the same one', () => {
    const place = usePlace()
    place.go(1)
    place.goToPart([2, 0])
    place.go(1, 7)
    expect([place.parse, place.path]).toEqual([7, [2, 0]])
    place.go(2)
    expect([place.parse, place.path]).toEqual([undefined, []])
  })

  it('keeps its parse while pictures are selected around it', () => {
    const [place, selection] = [usePlace(), useSelection()]
    place.go(1, 7)
    selection.select([1, 2])
    expect([place.picture, place.parse]).toEqual([1, 7])
  })
})
