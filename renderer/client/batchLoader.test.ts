import { describe, expect, it } from 'vitest'
import { BatchLoader } from './batchLoader.ts'

interface Request {
  readonly ids: readonly number[]
  readonly signal: AbortSignal
  answer(values?: (string | undefined)[]): Promise<void>
  fail(): Promise<void>
}

const settled = () => new Promise((resolve) => setTimeout(resolve))

function loaderOf(size = 2, capacity = 100) {
  const requests: Request[] = []
  const freed: string[] = []
  const arrived: number[] = []
  const loader = new BatchLoader<string>({
    size,
    capacity,
    load(ids, signal) {
      const { promise, resolve, reject } = Promise.withResolvers<readonly (string | undefined)[]>()
      requests.push({
        ids,
        signal,
        answer: async (values = ids.map((id) => `picture ${id}`)) => {
          resolve(values)
          await settled()
        },
        fail: async () => {
          reject(new Error('gone'))
          await settled()
        },
      })
      return promise
    },
    onLoad: (ids) => arrived.push(...ids),
    dispose: (value) => freed.push(value),
  })
  return { loader, requests, freed, arrived }
}

describe('BatchLoader', () => {
  it('loads what is wanted in batches, the most urgent first, two at once', async () => {
    const { loader, requests, arrived } = loaderOf()
    loader.want('wall', [1, 2, 3, 4, 5])
    expect(requests.map(({ ids }) => ids)).toEqual([
      [1, 2],
      [3, 4],
    ])
    await requests[0].answer()
    expect(requests[2].ids).toEqual([5])
    expect(arrived).toEqual([1, 2])
    expect([loader.get(2), loader.get(3)]).toEqual(['picture 2', undefined])
  })

  it('asks once for what is wanted twice', async () => {
    const { loader, requests } = loaderOf()
    loader.want('wall', [1, 2])
    loader.want('panel', [2])
    await requests[0].answer()
    loader.want('wall', [1, 2])
    expect(requests).toHaveLength(1)
  })

  it('cancels a batch that scrolled away and takes the next', async () => {
    const { loader, requests } = loaderOf()
    loader.want('wall', [1, 2, 3, 4])
    loader.want('wall', [3, 4, 8])
    expect(requests.map(({ signal }) => signal.aborted)).toEqual([true, false, false])
    expect(requests[2].ids).toEqual([8])
  })

  it('frees values that arrive after their batch was cancelled', async () => {
    const { loader, requests, freed } = loaderOf()
    loader.want('wall', [1, 2])
    loader.want('wall', [5])
    await requests[0].answer()
    expect(freed).toEqual(['picture 1', 'picture 2'])
    expect(loader.has(1)).toBe(false)
  })

  it('keeps a batch while another caller still wants a part of it', () => {
    const { loader, requests } = loaderOf()
    loader.want('panel', [2])
    loader.want('wall', [1])
    loader.want('wall', [7])
    expect(requests.map(({ signal }) => signal.aborted)).toEqual([false, true, false])
  })

  it('remembers that an id has no value, and does not ask again', async () => {
    const { loader, requests } = loaderOf()
    loader.want('wall', [1, 2])
    await requests[0].answer(['picture 1', undefined])
    loader.want('wall', [1, 2])
    expect([loader.has(2), loader.get(2), requests.length]).toEqual([true, undefined, 1])
  })

  it('asks again only for ids without a value', async () => {
    const { loader, requests } = loaderOf()
    loader.want('wall', [1, 2])
    await requests[0].answer(['picture 1', undefined])
    loader.retry()
    expect(requests[1].ids).toEqual([2])
  })

  it('does not ask again for what cannot be loaded, until it is refreshed', async () => {
    const { loader, requests } = loaderOf()
    loader.want('wall', [1])
    await requests[0].fail()
    expect(requests).toHaveLength(1)
    loader.refresh()
    expect(requests[1].ids).toEqual([1])
  })

  it('returns the old value until the new one has arrived, and frees it then', async () => {
    const { loader, requests, freed } = loaderOf()
    loader.want('wall', [1])
    await requests[0].answer(['old'])
    loader.refresh([1])
    expect(loader.get(1)).toBe('old')
    await requests[1].answer(['new'])
    expect([loader.get(1), freed]).toEqual(['new', ['old']])
  })

  it('does not keep values that were refreshed while they were being loaded', async () => {
    const { loader, requests, freed } = loaderOf()
    loader.want('wall', [1])
    loader.refresh([1])
    await requests[0].answer(['old'])
    await requests[1].answer(['new'])
    expect([loader.get(1), freed]).toEqual(['new', ['old']])
  })

  it('keeps as many values as fit: the most recently used, and all that are wanted', async () => {
    const { loader, requests, freed } = loaderOf(3, 3)
    loader.want('wall', [1, 2, 3])
    await requests[0].answer()
    loader.get(1)
    loader.want('wall', [4])
    await requests[1].answer()
    expect(freed).toEqual(['picture 2'])
    expect([1, 3, 4].every((id) => loader.has(id))).toBe(true)
  })

  it('frees all when it is cleared', async () => {
    const { loader, requests, freed } = loaderOf()
    loader.want('wall', [1])
    await requests[0].answer()
    loader.clear()
    expect([freed, loader.has(1)]).toEqual([['picture 1'], false])
  })
})
