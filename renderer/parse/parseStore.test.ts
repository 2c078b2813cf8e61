import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { watch } from 'vue'
import { encodeParse } from '../../main/contract/parseFile.ts'
import { publish } from '../client/events.ts'
import { type FakeApp, fakeApp, fakeConnection, fakeModel, fakePicture } from '../client/fake.testing.ts'
import { provideConnection } from '../client/studio.ts'
import { useModels } from '../state/models.ts'
import { usePlace } from '../state/place.ts'
import { useSelection } from '../state/selection.ts'
import { glyphParse } from './glyph.testing.ts'
import { useParse } from './parseStore.ts'

const file = encodeParse(glyphParse())
let app: FakeApp
/** Addresses fetched. */
let fetched: string[]
/** What fetching a parse waits for. */
let gate: Promise<unknown>

beforeEach(() => {
  app = fakeApp({ pictures: [1, 2, 3].map((id) => fakePicture(id)) })
  provideConnection(fakeConnection(app))
  setActivePinia(createPinia())
  fetched = []
  gate = Promise.resolve()
  vi.stubGlobal('fetch', async (address: string) => {
    fetched.push(address)
    await gate
    return new Response(file)
  })
})

/** Goes to a picture, and to a kept parse of it, and follows the place as the Parse view does. */
function look(picture: number, parse?: number): Promise<void> {
  usePlace().go(picture, parse)
  return useParse().follow()
}

afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

describe('looking at a picture', () => {
  it('parses it, fetches the parse once and shows it with its record and its kept parses', async () => {
    const store = useParse()
    await look(2)
    expect(store.shown?.record.pictureId).toBe(2)
    expect(store.view?.parts).toHaveLength(4)
    expect(store.picture?.id).toBe(2)
    expect(store.kept).toHaveLength(1)
    expect(fetched).toHaveLength(1)
  })

  it('shows a kept parse again without fetching it again', async () => {
    const store = useParse()
    for (const id of [1, 2, 1]) await look(id)
    expect(store.shown?.record.pictureId).toBe(1)
    expect(fetched).toHaveLength(2)
  })

  it('keeps what it shows until the next parse has arrived, and the latest request wins', async () => {
    const store = useParse()
    await look(1)
    const slow = Promise.withResolvers<void>()
    gate = slow.promise
    const second = look(2)
    gate = Promise.resolve()
    const third = look(3)
    await third
    slow.resolve()
    await second
    expect(store.shown?.record.pictureId).toBe(3)
    expect(store.picture?.id).toBe(3)
  })

  it('is busy only once the parse takes a noticeable time', async () => {
    vi.useFakeTimers()
    const store = useParse()
    const slow = Promise.withResolvers<void>()
    gate = slow.promise
    const looking = look(1)
    await vi.advanceTimersByTimeAsync(100)
    expect(store.busy).toBe(false)
    await vi.advanceTimersByTimeAsync(100)
    expect(store.busy).toBe(true)
    slow.resolve()
    await looking
    expect(store.busy).toBe(false)
  })

  it('stops showing the parse of the previous picture if the next takes long', async () => {
    const store = useParse()
    await look(1)
    vi.useFakeTimers()
    const slow = Promise.withResolvers<void>()
    gate = slow.promise
    const looking = look(2)
    await vi.advanceTimersByTimeAsync(500)
    expect(store.shown?.record.pictureId).toBe(1)
    await vi.advanceTimersByTimeAsync(1000)
    expect(store.shown).toBeUndefined()
    slow.resolve()
    await looking
    expect(store.shown?.record.pictureId).toBe(2)
  })

  it('keeps the failure until a parse succeeds', async () => {
    const store = useParse()
    const reason = Object.assign(new Error('digit.png is not there.'), { data: { hint: 'Put it back.' } })
    await look(2)
    app.fail('parses.parse', reason)
    await look(1)
    expect(store.failure).toBe(reason)
    expect(store.shown).toBeUndefined()
    await store.retry()
    expect(store.failure).toBeUndefined()
    expect(store.shown?.record.pictureId).toBe(1)
  })
})

describe('other parses of the same picture', () => {
  it('parses again when another model is chosen', async () => {
    app.state.models = [fakeModel, { ...fakeModel, id: 2, name: 'other' }]
    const models = useModels()
    const store = useParse()
    await models.load()
    await look(1)
    await models.select(2)
    await vi.waitFor(() => expect(store.shown?.record.modelId).toBe(2))
    await vi.waitFor(() => expect(store.kept).toHaveLength(2))
    await look(1, store.kept[1].id)
    expect(store.shown?.record.modelId).toBe(1)
  })

  it('follows changes of its picture’s kept parses made elsewhere, and ignores those of other pictures', async () => {
    const store = useParse()
    await look(1)
    const asked = () => app.calls.filter(({ name }) => name === 'parses.ofPicture').length
    const before = asked()
    app.state.parses = []
    publish({ type: 'parses', pictureIds: [2] })
    publish({ type: 'parses', pictureIds: [1] })
    await vi.waitFor(() => expect(store.kept).toEqual([]))
    expect(asked()).toBe(before + 1)
  })
})

describe('a kept parse that is asked for', () => {
  /** Parses of picture 1 by two models, of which the second is the current one. */
  async function parseTwice() {
    app.state.models = [fakeModel, { ...fakeModel, id: 2, name: 'other' }]
    const first = await app.studio.parses.parse({ pictureId: 1 })
    app.state.currentModel = 2
    const second = await app.studio.parses.parse({ pictureId: 1 })
    return { first, second }
  }

  it('is shown, whichever model made it', async () => {
    const { first } = await parseTwice()
    const store = useParse()
    await look(1, first.id)
    expect([store.shown?.record.id, usePlace().parse]).toEqual([first.id, first.id])
  })

  it('is replaced by the one by the current model if it is gone, or of another picture', async () => {
    const { first, second } = await parseTwice()
    const other = await app.studio.parses.parse({ pictureId: 2 })
    const store = useParse()
    await app.studio.parses.remove({ ids: [first.id] })
    for (const parseId of [first.id, other.id]) {
      await look(1, parseId)
      expect([store.shown?.record.id, usePlace().parse]).toEqual([second.id, undefined])
    }
  })

  it('is not replaced by another if the app does not answer', async () => {
    const { first } = await parseTwice()
    const store = useParse()
    app.fail('parses.get', new Error('The link broke.'))
    await look(1, first.id)
    expect([store.failure, store.shown, usePlace().parse]).toEqual([
      expect.objectContaining({ message: 'The link broke.' }),
      undefined,
      first.id,
    ])
  })

  it('is requested again by its id if it could not be fetched', async () => {
    const { first } = await parseTwice()
    const store = useParse()
    app.fail('parses.get', new Error('The link broke.'))
    await look(1, first.id)
    await store.retry()
    expect([store.failure, store.shown?.record.id]).toEqual([undefined, first.id])
  })

  it('is replaced by a new one by the current model, which is made even if there is one', async () => {
    const { first, second } = await parseTwice()
    const store = useParse()
    await look(1, first.id)
    await store.parse({ again: true })
    expect(usePlace().parse).toBeUndefined()
    expect(store.shown?.record.modelId).toBe(2)
    expect([first.id, second.id]).not.toContain(store.shown?.record.id)
  })
})

describe('following the place', () => {
  it('fetches nothing again if the place has not changed', async () => {
    const store = useParse()
    await look(1)
    const before = app.calls.length
    await store.follow()
    expect(app.calls).toHaveLength(before)
  })

  it('changes name, kept parses and data in one step, so that none of them is ever of another picture', async () => {
    const store = useParse()
    /** Pictures that the window shows anything of, at each change of it. */
    const seen: string[] = []
    watch(
      () => [store.shown?.record.pictureId, store.picture?.id, store.kept[0]?.pictureId].join(' '),
      (now) => seen.push(now),
      { flush: 'sync' },
    )
    for (const id of [1, 2, 3]) await app.studio.parses.parse({ pictureId: id })
    await look(1)
    seen.length = 0
    const slow = Promise.withResolvers<void>()
    gate = slow.promise
    const looking = [look(2), look(3)]
    // An event asks anew meanwhile.
    publish({ type: 'library' })
    slow.resolve()
    await Promise.all(looking)
    expect(seen.at(-1)).toBe('3 3 3')
    expect(new Set(seen)).toEqual(new Set(['3 3 3']))
    // There and back, before anything of the other is known.
    seen.length = 0
    await Promise.all([look(2), look(3)])
    expect(seen).toEqual([])
  })

  it('names the picture that is awaited once the parse of the one before is gone', async () => {
    const store = useParse()
    await look(1)
    vi.useFakeTimers()
    const slow = Promise.withResolvers<void>()
    gate = slow.promise
    const looking = look(2)
    await vi.advanceTimersByTimeAsync(500)
    expect([store.behind, store.picture?.id]).toEqual([true, 1])
    await vi.advanceTimersByTimeAsync(1000)
    expect([store.shown, store.picture?.id]).toEqual([undefined, 2])
    slow.resolve()
    await looking
    expect([store.shown?.record.pictureId, store.picture?.id]).toEqual([2, 2])
  })

  it('is behind while it shows the parse of the previous picture', async () => {
    const store = useParse()
    await look(1)
    expect(store.behind).toBe(false)
    const slow = Promise.withResolvers<void>()
    gate = slow.promise
    const looking = look(2)
    expect([store.at?.picture, store.shown?.record.pictureId, store.behind]).toEqual([2, 1, true])
    slow.resolve()
    await looking
    expect([store.shown?.record.pictureId, store.behind]).toEqual([2, false])
  })

  it('shows nothing without a place, not even what was still being fetched', async () => {
    const store = useParse()
    const slow = Promise.withResolvers<void>()
    gate = slow.promise
    const looking = look(1)
    usePlace().go(undefined)
    await store.follow()
    slow.resolve()
    await looking
    expect([store.shown, store.at, store.kept]).toEqual([undefined, undefined, []])
  })
})

describe('a picture that changes in the library', () => {
  it('is parsed again once it is inverted', async () => {
    const store = useParse()
    await look(1)
    const parses = () => app.calls.filter(({ name }) => name === 'parses.parse').length
    app.state.pictures = [fakePicture(1, { label: 'seven' })]
    publish({ type: 'library' })
    await vi.waitFor(() => expect(store.picture?.label).toBe('seven'))
    expect(parses()).toBe(1)
    app.state.pictures = [fakePicture(1, { inverted: true })]
    publish({ type: 'library' })
    await vi.waitFor(() => expect(parses()).toBe(2))
  })
})

describe('running the program', () => {
  it('is complete at first, stops at steps, and is complete again for the next picture', async () => {
    const store = useParse()
    await look(1)
    expect([store.step, store.steps, store.lit]).toEqual([16, 16, undefined])
    store.runTo(5)
    expect(store.step).toBe(5)
    expect(store.lit).toEqual([1, 0])
    store.hover([3])
    expect(store.lit).toEqual([3])
    await look(2)
    expect([store.step, store.lit]).toEqual([16, undefined])
  })

  it('stays within its steps', async () => {
    const store = useParse()
    await look(1)
    store.runTo(-1)
    expect(store.step).toBe(0)
    expect(store.lit).toBeUndefined()
    store.runTo(99)
    expect(store.step).toBe(16)
  })
})

describe('leaving', () => {
  it('happens when the picture is removed from the library, and not before', async () => {
    const store = useParse()
    useSelection().only(1)
    await look(1)
    app.state.pictures = [fakePicture(1, { label: 'seven' })]
    publish({ type: 'library' })
    await vi.waitFor(() => expect(store.picture?.label).toBe('seven'))
    app.state.pictures = []
    publish({ type: 'library' })
    await vi.waitFor(() => expect(store.at).toBeUndefined())
    expect([store.shown, usePlace().picture, useSelection().count]).toEqual([undefined, undefined, 0])
  })

  it('goes to another of several selected pictures, and nowhere if another picture is looked at', async () => {
    const store = useParse()
    const [place, selection] = [usePlace(), useSelection()]
    selection.select([1, 2], 1)
    await store.follow()
    app.state.pictures = [2, 3].map((id) => fakePicture(id))
    publish({ type: 'library' })
    await vi.waitFor(() => expect(place.picture).toBe(2))
    await store.follow()
    // For instance in the Library.
    selection.only(3)
    app.state.pictures = [fakePicture(3)]
    publish({ type: 'library' })
    await vi.waitFor(() => expect(store.at).toBeUndefined())
    expect([place.picture, [...selection.pictures]]).toEqual([3, [3]])
  })
})
