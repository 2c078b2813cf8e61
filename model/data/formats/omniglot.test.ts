import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadImages } from '../load.ts'
import { picture, plain, temporaryFolder, zip } from '../pictures.testing.ts'
import { recognise } from '../recognise.ts'

/** 2 x 2 px: black ink at the top left of white paper. */
const drawing = picture(2, 2, [0, 255, 255, 255]).pngSync()
const name = (alphabet: string, character: number, drawer: number) => {
  return `images_background/${alphabet}/character0${character}/0001_0${drawer}.png`
}
/** Two characters of two drawings in each of seven alphabets, not in order. */
const names = ['G', 'B', 'A', 'C', 'F', 'D', 'E'].flatMap((alphabet) => {
  return [1, 2].flatMap((character) => [1, 2].map((drawer) => name(alphabet, character, drawer)))
})
const members = names.map((each) => ({ name: each, data: drawing, deflate: true }))

function folder(files: Record<string, Uint8Array>): string {
  const path = temporaryFolder()
  for (const [file, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(path, file)), { recursive: true })
    writeFileSync(join(path, file), bytes)
  }
  return path
}

const archive = (bytes: Uint8Array) =>
  join(folder({ 'images_background.zip': bytes }), 'images_background.zip')

const formatOf = async (path: string) => (await recognise(path)).format.name

describe('Omniglot', () => {
  it('reads an archive white on black, in byte order, labelled by alphabet and character', async () => {
    const set = await loadImages(archive(zip(members)), { side: 2, split: 'all' })
    expect(set.count).toBe(28)
    expect([...set.pixels.subarray(0, 4)]).toEqual([255, 0, 0, 0])
    expect(set.sources.slice(0, 2)).toEqual(['A/character01/0001_01.png', 'A/character01/0001_02.png'])
    expect(set.labelNames?.slice(0, 3)).toEqual(['A/character01', 'A/character02', 'B/character01'])
    expect([...set.labels!.subarray(0, 5)]).toEqual([0, 0, 1, 1, 2])
    expect(set.notes).toEqual(['Inverted: black ink on white.'])
  })

  it('area-resizes the drawings', async () => {
    const set = await loadImages(archive(zip(members)), { side: 1, split: 'all' })
    expect(set.pixels[0]).toBe(64)
  })

  it('holds out the last alphabets, labels meaning the same in both splits', async () => {
    const path = archive(zip(members))
    const train = await loadImages(path, { side: 2, split: 'train' })
    const test = await loadImages(path, { side: 2, split: 'test' })
    expect([train.count, test.count]).toEqual([24, 4])
    expect(test.sources.every((source) => source.startsWith('G/'))).toBe(true)
    expect(test.labelNames).toEqual(train.labelNames)
    expect([...test.labels!]).toEqual([12, 12, 13, 13])
    expect(test.notes[1]).toBe('Held out as the test split: 1 of 7 alphabets (G).')
  })

  it.each([
    [30, 6],
    [50, 6],
    [20, 4],
    [2, 1],
  ])('of %i alphabets holds out %i', async (alphabets, heldOut) => {
    const files = Array.from({ length: alphabets }, (_, i) => ({
      name: name(`A${i + 100}`, 1, 1),
      data: drawing,
    }))
    const test = await loadImages(archive(zip(files)), { side: 1, split: 'test' })
    expect(test.count).toBe(heldOut)
  })

  it('reads what was unpacked, from any of its folders', async () => {
    const path = folder(Object.fromEntries(names.map((each) => [each, drawing])))
    expect(await formatOf(path)).toBe('omniglot')
    expect(await formatOf(join(path, 'images_background'))).toBe('omniglot')
    for (const from of [path, join(path, 'images_background')]) {
      const set = await loadImages(from, { side: 2, split: 'all' })
      expect(set.count).toBe(28)
      expect(set.labelNames?.[0]).toBe('A/character01')
    }
  })

  it('reads all archives of a folder, a drawing that is in two of them once', async () => {
    const path = folder({
      'images_background.zip': zip(members),
      'images_background_small1.zip': zip(members.slice(0, 5)),
      'images_evaluation.zip': zip([{ name: 'images_evaluation/Z/character01/0009_01.png', data: drawing }]),
    })
    expect(await formatOf(path)).toBe('omniglot')
    const set = await loadImages(path, { side: 2, split: 'all' })
    expect(set.count).toBe(29)
  })

  it('skips a damaged drawing and what a Mac adds to archives', async () => {
    const files = [
      ...members,
      { name: name('A', 3, 1), data: drawing.subarray(0, 40) },
      { name: '__MACOSX/images_background/A/character01/._0001_01.png', data: Buffer.from('x') },
    ]
    const set = await loadImages(archive(zip(files)), { side: 2, split: 'all' })
    expect(set.count).toBe(28)
    expect(set.skipped).toEqual([
      { file: 'A/character03/0001_01.png', reason: 'truncated: the file ends too early' },
    ])
  })

  it('reads no more than `count`', async () => {
    expect((await loadImages(archive(zip(members)), { side: 1, split: 'all', count: 5 })).count).toBe(5)
  })

  it('refuses a test split of an archive that is too small to hold any alphabet out', async () => {
    const one = archive(zip(members.slice(0, 4)))
    await expect(loadImages(one, { side: 2, split: 'test' })).rejects.toThrow('its test split is empty')
  })

  it('skips a drawing that inflates to more than it declares', async () => {
    const bomb = { name: name('A', 1, 1), data: Buffer.alloc(2 ** 20), deflate: true, declaredSize: 200 }
    const set = await loadImages(archive(zip([bomb, ...members.filter((each) => each.name !== bomb.name)])), {
      side: 2,
      split: 'all',
    })
    expect(set.count).toBe(27)
    expect(set.skipped[0].reason).toContain('more than the 200 bytes it declares')
  })

  it('stops when the signal is aborted', async () => {
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(loadImages(archive(zip(members)), { side: 2, split: 'all', signal })).rejects.toThrow(
      'enough',
    )
  })
})

describe('what is not Omniglot', () => {
  const dot = plain(1, 1, 0).pngSync()

  it('is read as a folder or zip, however it is named', async () => {
    expect(await formatOf(folder({ 'cats/one.png': dot, 'images_background.txt': Buffer.from('x') }))).toBe(
      'folder',
    )
    expect(await formatOf(folder({ 'images_background/0.png': dot, 'other/1.png': dot }))).toBe('folder')
    expect(await formatOf(folder({ 'hero/character1/0.jpg': plain(1, 1, 0).jpegSync() }))).toBe('folder')
    expect(await formatOf(folder({ 'images_background.zip': Buffer.from('PK and no more') }))).toBe('folder')
    expect(await formatOf(archive(zip([{ name: 'readme.txt', data: Buffer.from('hello') }])))).toBe('zip')
  })

  it('keeps all its pictures and labels', async () => {
    const files = ['images_background/0.png', 'images_background/1.png', 'other/2.png']
    const set = await loadImages(folder(Object.fromEntries(files.map((file) => [file, dot]))), { side: 1 })
    expect(set.count).toBe(3)
    expect(set.labelNames).toEqual(['images_background', 'other'])
  })
})
