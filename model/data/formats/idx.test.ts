import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { listSource } from '../list.ts'
import { loadImages } from '../load.ts'
import { idx, plain, temporaryFolder } from '../pictures.testing.ts'
import { recognise } from '../recognise.ts'
import { Sources } from '../sources.ts'

const ramp = (count: number) => Uint8Array.from({ length: count }, (_, i) => i)

function folder(files: Record<string, Uint8Array>): string {
  const path = temporaryFolder()
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(path, name), bytes)
  return path
}

const both = {
  'train-images-idx3-ubyte.gz': gzipSync(idx(0x803, [3, 1, 1], [1, 2, 3])),
  'train-labels-idx1-ubyte.gz': gzipSync(idx(0x801, [3], [0, 1, 2])),
  't10k-images.idx3-ubyte': idx(0x803, [2, 1, 1], [8, 9]),
  't10k-labels.idx1-ubyte': idx(0x801, [2], [1, 4]),
}
const side = 1

describe('a folder laid out as MNIST', () => {
  it('takes the train and t10k files as the splits, packed or plain, with either spelling of their names', async () => {
    const path = folder(both)
    const train = await loadImages(path, { side, split: 'train' })
    expect([...train.pixels]).toEqual([1, 2, 3])
    expect([...train.labels!]).toEqual([0, 1, 2])
    const test = await loadImages(path, { side, split: 'test' })
    expect([...test.pixels]).toEqual([8, 9])
    expect(test.sources).toEqual(['t10k 0', 't10k 1'])
    const all = await loadImages(path, { side, split: 'all' })
    expect([...all.pixels]).toEqual([1, 2, 3, 8, 9])
    expect([...all.labels!]).toEqual([0, 1, 2, 1, 4])
    expect(all.labelNames).toEqual(['0', '1', '2', '3', '4'])
  })

  it('holds out the last sixth where there is no test file, and reports it', async () => {
    const path = folder({ 'train-images-idx3-ubyte': idx(0x803, [12, 1, 1], ramp(12)) })
    const train = await loadImages(path, { side, split: 'train' })
    expect([...train.pixels]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(train.labels).toBeUndefined()
    expect(train.notes).toEqual([
      'There is no test file: the last 2 of 12 pictures are held out as the test split.',
    ])
    const test = await loadImages(path, { side, split: 'test' })
    expect([...test.pixels]).toEqual([10, 11])
    expect(test.sources).toEqual(['train 10', 'train 11'])
    expect((await loadImages(path, { side, split: 'all' })).notes).toEqual([])
  })

  it('reads no more than `count`, also over two files', async () => {
    const path = folder(both)
    expect([...(await loadImages(path, { side, split: 'all', count: 4 })).pixels]).toEqual([1, 2, 3, 8])
    expect((await loadImages(path, { side, split: 'all', count: 2 })).count).toBe(2)
  })

  it('area-resizes pictures of another size', async () => {
    const path = folder({ 'train-images-idx3-ubyte': idx(0x803, [1, 2, 2], [10, 20, 30, 40]) })
    expect([...(await loadImages(path, { side: 1, split: 'all' })).pixels]).toEqual([25])
  })

  it('skips a folder that has the name of its file, as some archives unpack', async () => {
    const images = idx(0x803, [60, 1, 1], ramp(60))
    const path = folder({ 'train-images.idx3-ubyte': images })
    mkdirSync(join(path, 'train-images-idx3-ubyte'))
    writeFileSync(join(path, 'train-images-idx3-ubyte', 'train-images-idx3-ubyte'), images)
    expect((await loadImages(path, { side })).count).toBe(60)
    expect((await loadImages(join(path, 'train-images-idx3-ubyte'), { side })).count).toBe(60)
  })

  it('refuses labels of another number than the pictures, naming both', async () => {
    const path = folder({ ...both, 'train-labels-idx1-ubyte.gz': gzipSync(idx(0x801, [2], [0, 1])) })
    await expect(loadImages(path, { side, split: 'train' })).rejects.toThrow(
      /train-images-idx3-ubyte.gz has 3 pictures but .*train-labels-idx1-ubyte.gz has 2 labels/,
    )
  })

  it('refuses a test split of too few pictures', async () => {
    const path = folder({ 'train-images-idx3-ubyte': idx(0x803, [4, 1, 1], ramp(4)) })
    await expect(loadImages(path, { side, split: 'test' })).rejects.toThrow(
      'has 4 pictures: its test split is empty',
    )
  })

  it('stops when the signal is aborted', async () => {
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(loadImages(folder(both), { side, split: 'train', signal })).rejects.toThrow('enough')
  })
})

describe('an IDX file', () => {
  it('reads one file of images with the labels beside it', async () => {
    const set = await loadImages(join(folder(both), 't10k-images.idx3-ubyte'), { side, split: 'all' })
    expect([...set.pixels]).toEqual([8, 9])
    expect([...set.labels!]).toEqual([1, 4])
  })

  it('reads a file of any name, without labels', async () => {
    const path = join(folder({ digits: idx(0x803, [2, 1, 1], [8, 9]) }), 'digits')
    const set = await loadImages(path, { side, split: 'all' })
    expect(set).toMatchObject({ name: 'digits', count: 2, sources: ['digits 0', 'digits 1'] })
    expect(set.labels).toBeUndefined()
  })
})

describe('EMNIST', () => {
  // Each 3 px high and 2 px wide, stored column by column.
  const stored = [1, 2, 3, 4, 5, 6]
  const upright = [1, 3, 5, 2, 4, 6]
  const emnist = (split: string) => ({
    [`emnist-letters-${split}-images-idx3-ubyte.gz`]: gzipSync(idx(0x803, [2, 3, 2], [...stored, ...stored])),
    [`emnist-letters-${split}-labels-idx1-ubyte.gz`]: gzipSync(idx(0x801, [2], [1, 26])),
  })
  const turned = 'Turned: EMNIST stores rows as columns.'
  const pixelsOf = async (path: string) => {
    const [picture] = (await listSource([path])).pictures
    const { width, height, pixels } = await new Sources().grey(picture)
    return { width, height, pixels: [...pixels] }
  }

  it('is turned, and says so: a folder of it, a file of it, and a file among pictures', async () => {
    const both = folder({ ...emnist('train'), ...emnist('test') })
    const set = await loadImages(both, { side: 3, split: 'test' })
    expect(set).toMatchObject({ count: 2, notes: [turned], sources: ['letters-test 0', 'letters-test 1'] })
    const name = 'emnist-letters-train-images-idx3-ubyte.gz'
    expect((await loadImages(join(both, name), { side: 3 })).notes).toEqual([turned])
    const mixed = folder({ ...emnist('train'), 'other.png': plain(1, 1, 9).pngSync() })
    mkdirSync(join(mixed, 'more'))
    writeFileSync(join(mixed, 'more', name), emnist('train')[name])
    writeFileSync(join(mixed, 'emnist-digits-train-images-idx3-ubyte.gz'), emnist('train')[name])
    const inside = await loadImages(mixed, { side: 3 })
    expect(inside).toMatchObject({ count: 7, skipped: [], notes: [turned] })
    for (const path of [both, join(both, name), mixed]) {
      expect(await pixelsOf(path)).toEqual({ width: 3, height: 2, pixels: upright })
    }
  })
})

it('is read in a folder whatever its name and however it was fetched', async () => {
  const images = idx(0x803, [2, 1, 1], [8, 9])
  const path = folder({
    'qmnist-train-images-idx3-ubyte': images,
    'train-images-idx3-ubyte (1).gz': gzipSync(images),
    'custom.idx3-ubyte': images,
  })
  expect(await loadImages(path, { side, invert: 'never' })).toMatchObject({ count: 6, skipped: [] })
})

it('is known in a folder by the names of its images files only', async () => {
  const formatOf = async (...names: string[]) => {
    const { format } = await recognise(folder(Object.fromEntries(names.map((name) => [name, Buffer.of()]))))
    return format.name
  }
  expect(await formatOf('x', 'train-images.idx3-ubyte.gz')).toBe('idx')
  expect(await formatOf('train-labels-idx1-ubyte', 'train-images.zip')).toBe('folder')
})
