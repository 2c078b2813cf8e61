import { describe, expect, it } from 'vitest'
import { Recent } from './recent.ts'

function recent(limit: number) {
  const loaded: string[] = []
  const givenUp: string[] = []
  const cache = new Recent<string>({
    load: async (key) => {
      loaded.push(key)
      if (key === 'bad') throw new Error('no such thing')
      return key
    },
    sizeOf: (value) => value.length,
    limit,
    release: async (value) => {
      givenUp.push(value)
    },
  })
  return { cache, loaded, givenUp, use: (key: string) => cache.use(key, (value) => value) }
}

describe('Recent', () => {
  it('loads a value once, also for two users at the same time', async () => {
    const { loaded, use } = recent(10)
    expect(await Promise.all([use('a'), use('a')])).toEqual(['a', 'a'])
    await use('a')
    expect(loaded).toEqual(['a'])
  })

  it('releases what was unused longest when it is too much', async () => {
    const { loaded, givenUp, use } = recent(4)
    for (const key of ['aa', 'bb', 'aa', 'cc', 'aa', 'bb']) await use(key)
    expect(givenUp).toEqual(['bb', 'cc'])
    expect(loaded).toEqual(['aa', 'bb', 'cc', 'bb'])
  })

  it('keeps what is in use, and releases it afterwards', async () => {
    const { cache, givenUp, use } = recent(2)
    await cache.use('aa', async () => {
      await use('bb')
      cache.clear()
      expect(givenUp).toEqual(['bb'])
    })
    cache.clear()
    await Promise.resolve()
    expect(givenUp).toEqual(['bb', 'aa'])
  })

  it('loads again what could not be loaded', async () => {
    const { loaded, use } = recent(2)
    await expect(use('bad')).rejects.toThrow('no such thing')
    await expect(use('bad')).rejects.toThrow('no such thing')
    expect(loaded).toEqual(['bad', 'bad'])
  })
})
