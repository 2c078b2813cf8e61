import { beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick, watch } from 'vue'
import { useLibrary } from './library.ts'
import { eventually, openTestWindow } from './window.testing.ts'

let app: Awaited<ReturnType<typeof openTestWindow>>
let library: ReturnType<typeof useLibrary>
/** Two digits, of which the second has a parse, and a cat, which has one too. */
let seven: number
let four: number
let cat: number
let cats: number

const shown = () => eventually(() => expect(library.stale).toBe(false))

beforeEach(async () => {
  app = await openTestWindow()
  ;[seven, four] = app.addSet('digit', [{ label: '7' }, { label: '4' }]).pictures
  const set = app.addSet('cat', [{}])
  cats = set.setId
  cat = set.pictures[0]
  app.keepParse(four, 0.02)
  app.keepParse(cat, 0.05)
  library = useLibrary()
  await shown()
})

describe('the library', () => {
  it('shows all pictures at first, with their sets and counts', () => {
    expect([...library.ids]).toEqual([seven, four, cat])
    expect(library.sets?.map(({ name }) => name)).toEqual(['cat', 'digit'])
    expect([library.total, library.counts?.parsed]).toEqual([3, 2])
  })

  it('shows the pictures that match the filter, in the chosen order', async () => {
    library.show({ parsed: true })
    library.order = { by: 'error', descending: true }
    await eventually(() => expect([...library.ids]).toEqual([cat, four]))
    library.show({})
    await eventually(() => expect([...library.ids]).toEqual([cat, four, seven]))
  })

  it('counts labels and splits without the choice of them, so that another can be chosen', async () => {
    library.show({ splits: ['train'], labels: ['7'] })
    await shown()
    expect(library.counts).toMatchObject({
      pictures: 1,
      labels: [
        { name: '4', count: 1 },
        { name: '7', count: 1 },
      ],
      splits: { train: 1, test: 0 },
    })
  })

  it('follows the library as it changes', async () => {
    await app.studio.library.removeSet({ id: cats })
    await eventually(() => expect([...library.ids]).toEqual([seven, four]))
    expect(library.sets).toHaveLength(1)
  })

  it('is stale from a change, or another filter, until that is shown', async () => {
    library.show({ text: 'cat' })
    expect(library.stale).toBe(true)
    await shown()
    expect([...library.ids]).toEqual([cat])
    const behind: boolean[] = []
    watch(
      () => library.stale,
      (stale) => behind.push(stale),
      { flush: 'sync' },
    )
    await app.studio.library.removePictures({ ids: [cat] })
    await eventually(() => expect([behind, [...library.ids]]).toEqual([[true, false], []]))
  })

  it('keeps the newest answer if an older one arrives late', async () => {
    const slow = Promise.withResolvers<void>()
    vi.mocked(fetch).mockImplementationOnce(async (address) => {
      const response = await app.fetch(String(address))
      await slow.promise
      return response
    })
    library.show({ text: 'cat' })
    await nextTick()
    library.show({ labels: ['7'] })
    await shown()
    slow.resolve()
    await nextTick()
    await shown()
    expect([...library.ids]).toEqual([seven])
  })

  it('keeps the failure, and shows the pictures when it is asked again', async () => {
    vi.mocked(fetch).mockResolvedValueOnce(
      Response.json({ message: 'The workspace is closed.' }, { status: 503 }),
    )
    library.show({ labels: ['4'] })
    await shown()
    expect(library.failure).toMatchObject({ message: 'The workspace is closed.' })
    library.show({ labels: ['4'] })
    await shown()
    expect([library.failure, [...library.ids]]).toEqual([undefined, [four]])
  })
})

describe('what is parsed', () => {
  it('is counted again when there are new parses, and pictures can be ordered by error', async () => {
    library.records.want('wall', [seven])
    await eventually(() => expect(library.records.get(seven)).toBeDefined())
    expect(library.records.get(seven)?.parse).toBeUndefined()
    app.keepParse(seven, 0.9)
    await eventually(() => expect(library.counts?.parsed).toBe(3))
    await eventually(() => expect(library.records.get(seven)?.parse?.mse).toBe(0.9))
    library.order = { by: 'error', descending: true }
    await eventually(() => expect([...library.ids]).toEqual([seven, cat, four]))
  })
})
