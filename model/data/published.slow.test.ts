import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ImageSet } from './imageSet.ts'
import { loadImages } from './load.ts'

const DATA = process.env.RNP_DATA ?? join(import.meta.dirname, '../../../shared/data')
const path = (name: string) => join(DATA, name)
const missing = (name: string) => !existsSync(path(name))

function meanOf({ pixels }: ImageSet): number {
  let sum = 0
  for (const value of pixels) sum += value
  return sum / pixels.length / 255
}

function perLabel({ labels, labelNames }: ImageSet): number[] {
  const counts = new Array<number>(labelNames!.length).fill(0)
  for (const label of labels!) counts[label]++
  return counts
}

describe('the published data sets (skipped where they are not at ../shared/data or RNP_DATA)', () => {
  it.skipIf(missing('mnist'))('reads MNIST with its known numbers of digits and mean greys', async () => {
    const train = await loadImages(path('mnist'), { side: 28, split: 'train' })
    expect(train).toMatchObject({ count: 60_000, side: 28, skipped: [], notes: [] })
    expect(train.pixels).toHaveLength(60_000 * 28 * 28)
    expect(perLabel(train)).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949])
    expect(meanOf(train)).toBeCloseTo(0.1307, 4)

    const test = await loadImages(path('mnist'), { side: 28, split: 'test' })
    expect(perLabel(test)).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009])
    expect(meanOf(test)).toBeCloseTo(0.1325, 4)
    expect([...test.labels!.subarray(0, 5)]).toEqual([7, 2, 1, 0, 4])
  })

  it.skipIf(missing('fashion-mnist'))("holds out Fashion-MNIST's last 10,000 as its test split", async () => {
    const all = await loadImages(path('fashion-mnist'), { side: 28, split: 'all' })
    expect(perLabel(all)).toEqual(new Array(10).fill(6000))
    expect(meanOf(all)).toBeCloseTo(0.286, 4)

    const test = await loadImages(path('fashion-mnist'), { side: 28, split: 'test', count: 100 })
    expect(test.count).toBe(100)
    expect(test.pixels).toEqual(all.pixels.subarray(50_000 * 28 * 28, 50_100 * 28 * 28))
    expect(test.notes[0]).toContain('last 10000 of 60000')
  })

  it.skipIf(missing('omniglot'))('reads Omniglot white on black, six alphabets held out', async () => {
    const test = await loadImages(path('omniglot'), { side: 28, split: 'test' })
    expect(test).toMatchObject({ count: 3680, side: 28, skipped: [] })
    expect(test.labelNames).toHaveLength(964)
    expect(perLabel(test).filter((count) => count > 0)).toEqual(new Array(184).fill(20))
    const alphabets = new Set(Array.from(test.labels!, (label) => test.labelNames![label].split('/')[0]))
    expect([...alphabets]).toEqual([
      'N_Ko',
      'Ojibwe_(Canadian_Aboriginal_Syllabics)',
      'Sanskrit',
      'Syriac_(Estrangelo)',
      'Tagalog',
      'Tifinagh',
    ])
    expect(meanOf(test)).toBeCloseTo(0.0758, 3)

    const train = await loadImages(path('omniglot'), { side: 28, split: 'train', count: 40 })
    expect(train.sources[0]).toBe('Alphabet_of_the_Magi/character01/0709_01.png')
    expect([...train.labels!]).toEqual([...new Array(20).fill(0), ...new Array(20).fill(1)])
  })
})
