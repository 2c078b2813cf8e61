import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Transformer } from '@napi-rs/image'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RnpError } from '../errors.ts'
import { loadImages } from './load.ts'

const folder = mkdtempSync(join(tmpdir(), 'rnp-load-'))
const at = (...names: string[]) => join(folder, ...names)
const all = { side: 4 }

function write(path: string, bytes: Uint8Array | string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, bytes)
}

/** A 4 x 4 PNG of one grey. */
function png(grey: number): Buffer {
  const rgba = Uint8Array.from({ length: 64 }, (_, i) => (i % 4 === 3 ? 255 : grey))
  return Transformer.fromRgbaPixels(rgba, 4, 4).pngSync()
}

/** An IDX file of 4 x 4 pictures, each of one grey. */
function idx(...greys: number[]): Buffer {
  const header = [0x803, greys.length, 4, 4].flatMap((value) => [0, 0, value >> 8, value & 255])
  return Buffer.from([...header, ...greys.flatMap((grey) => new Array(16).fill(grey))])
}

async function refusal(source: string | string[], options = {}): Promise<RnpError> {
  return loadImages(source, { ...all, ...options }).then(
    () => expect.unreachable('it was accepted'),
    (error: unknown) => {
      expect(error).toBeInstanceOf(RnpError)
      return error as RnpError
    },
  )
}

beforeAll(() => {
  write(at('mnist', 'train-images-idx3-ubyte'), idx(1, 2, 3))
  write(at('mnist', 't10k-images-idx3-ubyte'), idx(4))
  write(at('alone.idx'), idx(1, 2, 3, 4, 5, 6))
  write(at('omniglot', 'Greek', 'character01', '0001_01.png'), png(255))
  write(at('omniglot', 'Latin', 'character01', '0002_01.png'), png(0))
  write(at('pictures', 'b', 'two.png'), png(20))
  write(at('pictures', 'a', 'one.png'), png(10))
  write(at('pictures', 'notes.txt'), 'not a picture')
  write(at('damaged.zip'), 'PK and no more')
  write(at('broken.png'), png(9).subarray(0, 30))
  mkdirSync(at('empty'))
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('loadImages', () => {
  it('generates Glyphs, as many as requested, test pictures apart from train', async () => {
    const train = await loadImages('glyphs', { side: 16, split: 'train', count: 5, seed: 3 })
    const test = await loadImages('glyphs', { side: 16, split: 'test', count: 5, seed: 3 })
    expect(train).toMatchObject({ name: 'Glyphs', count: 5, side: 16 })
    expect(train.truth!.parts).toHaveLength(5 * 16 * 16)
    expect(test.pixels).not.toEqual(train.pixels)
    expect(await loadImages('glyphs', { side: 16, split: 'all', count: 5, seed: 3 })).toEqual(train)
  })

  it('knows a folder laid out as MNIST', async () => {
    const train = await loadImages(at('mnist'), { side: 4, split: 'train' })
    expect([0, 16, 32].map((i) => train.pixels[i])).toEqual([1, 2, 3])
    const test = await loadImages(at('mnist'), { side: 4, split: 'test' })
    expect(test.pixels).toEqual(new Uint8Array(16).fill(4))
    expect((await loadImages(at('mnist'), { side: 4 })).count).toBe(4)
  })

  it('knows an IDX file by what it holds, whatever its name', async () => {
    const test = await loadImages(at('alone.idx'), { side: 4, split: 'test' })
    expect(test.pixels).toEqual(new Uint8Array(16).fill(6))
  })

  it('knows a folder of Omniglot, by its alphabets', async () => {
    const set = await loadImages(at('omniglot'), all)
    expect(set.labelNames).toEqual(['Greek/character01', 'Latin/character01'])
    expect([set.pixels[0], set.pixels[16]]).toEqual([0, 255])
  })

  it('reads any other folder as pictures and lists what it skipped', async () => {
    const set = await loadImages(at('pictures'), all)
    expect(set.sources).toEqual([at('pictures', 'a', 'one.png'), at('pictures', 'b', 'two.png')])
    expect([set.pixels[0], set.pixels[16]]).toEqual([10, 20])
    expect(set.skipped).toHaveLength(1)
    expect(set.skipped[0].file).toBe(at('pictures', 'notes.txt'))
  })

  it('reads a single picture file, whatever the split', async () => {
    const file = at('pictures', 'a', 'one.png')
    const set = await loadImages([file], { side: 4, split: 'test', invert: 'always' })
    expect(set.sources).toEqual([file])
    expect(set.pixels).toEqual(new Uint8Array(16).fill(245))
  })

  it('reads a list of picture files in its order', async () => {
    const files = [at('pictures', 'b', 'two.png'), at('pictures', 'a', 'one.png')]
    const set = await loadImages(files, all)
    expect(set.sources).toEqual(files)
  })

  it('refuses a path where nothing is, naming it and what can be read', async () => {
    const error = await refusal(at('nowhere'))
    expect(error.message).toBe(`Cannot read ${at('nowhere')}: there is no file or folder of that name.`)
    expect(error.hint).toContain('"glyphs"')
  })

  it('refuses an empty folder and an empty list', async () => {
    expect((await refusal(at('empty'))).message).toContain('No usable picture in empty')
    expect((await refusal([])).message).toContain('the list is empty')
  })

  it('refuses a damaged zip and a damaged picture, naming it', async () => {
    expect((await refusal(at('damaged.zip'))).message).toContain(at('damaged.zip'))
    const { hint } = await refusal(at('broken.png'))
    expect(hint).toContain(at('broken.png'))
    expect(hint).toContain('truncated')
  })

  it('refuses a side or a count that is not an integer of at least 1', async () => {
    expect((await refusal('glyphs', { side: 0 })).message).toBe('The side of the pictures is 0.')
    expect((await refusal('glyphs', { count: 1.5 })).message).toBe('The count of the pictures is 1.5.')
  })

  it('stops with the reason of the signal, before it starts and while it reads', async () => {
    const reason = new Error('the window was closed')
    await expect(loadImages('glyphs', { ...all, signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    const controller = new AbortController()
    const reading = loadImages(at('pictures'), { ...all, signal: controller.signal })
    controller.abort(reason)
    await expect(reading).rejects.toBe(reason)
  })
})
