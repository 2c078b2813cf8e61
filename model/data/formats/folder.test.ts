import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { RnpError } from '../../errors.ts'
import { type LoadOptions, loadImages } from '../load.ts'
import { idx, picture, plain, png, temporaryFolder, zip } from '../pictures.testing.ts'

const options: LoadOptions = { side: 1, split: 'all', invert: 'never' }
const grey = (value: number) => plain(2, 2, value).pngSync()

function folder(files: Record<string, Uint8Array>): string {
  const path = temporaryFolder()
  for (const [file, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(path, file)), { recursive: true })
    writeFileSync(join(path, file), bytes)
  }
  return path
}

describe('a folder of pictures', () => {
  it('reads every picture under the folder in the byte order of their paths, labelled by their folders', async () => {
    const path = folder({
      'b/x.png': grey(1),
      'a/y.bmp': plain(2, 2, 2).bmpSync(),
      'a/Z.png': grey(3),
      'é/c/1': grey(4),
    })
    const set = await loadImages(path, options)
    expect(set.name).toBe(basename(path))
    expect(set.sources).toEqual(['a/Z.png', 'a/y.bmp', 'b/x.png', 'é/c/1'].map((file) => join(path, file)))
    expect([...set.pixels]).toEqual([3, 2, 1, 4])
    expect(set.labelNames).toEqual(['a', 'b', 'é/c'])
    expect([...set.labels!]).toEqual([0, 0, 1, 2])
  })

  it('gives no labels to pictures of a folder without folders', async () => {
    const set = await loadImages(folder({ 'x.png': grey(1), 'y.png': grey(2) }), options)
    expect(set.labels).toBeUndefined()
    expect(set.labelNames).toBeUndefined()
  })

  it('skips what it cannot use and reports why', async () => {
    const jpeg = plain(8, 8, 5).jpegSync()
    const path = folder({
      '0 good.png': grey(9),
      '1 empty.png': Buffer.alloc(0),
      '2 text.png': Buffer.from('this is text'),
      '3 cut.jpg': jpeg.subarray(0, -2),
      '4 huge.png': png(50_000, 50_000, 1, 0, new Uint8Array(9)),
      '5 notes.txt': Buffer.from('notes'),
      '6 damaged.png': png(9, 9, 8, 0, new Uint8Array(3)),
    })
    symlinkSync(join(path, 'nowhere.png'), join(path, '7 broken link.png'))
    const set = await loadImages(path, options)
    expect(set.count).toBe(1)
    expect(set.skipped.map(({ file }) => Number(basename(file)[0]))).toEqual([1, 2, 3, 4, 5, 6, 7])
    const reasons = ['empty', 'not a PNG', 'truncated', 'too large', 'not a PNG', '', 'ENOENT']
    set.skipped.forEach(({ reason }, i) => {
      expect(reason).toContain(reasons[i])
    })
  })

  it('follows links, reads no folder twice and does not hang in loops', async () => {
    const path = folder({ 'a/x.png': grey(1) })
    const elsewhere = folder({ 'y.png': grey(2) })
    symlinkSync(path, join(path, 'a', 'loop'))
    symlinkSync(join(path, 'a'), join(path, '0 before a'))
    symlinkSync(elsewhere, join(path, 'elsewhere'))
    const set = await loadImages(path, options)
    expect([...set.pixels]).toEqual([1, 2])
    expect(set.labelNames).toEqual(['a', 'elsewhere'])
    expect(set.skipped.map(({ reason }) => reason)).toEqual(Array(2).fill('a link to a folder already read'))
  })

  it('leaves out hidden files and folders, and those of the operating system', async () => {
    const files: Record<string, Uint8Array> = {
      '.Trash-1000/files/gone.png': grey(8),
      '.hidden.png': grey(9),
    }
    for (const label of ['a', 'b']) {
      for (const k of [0, 1, 2]) files[`${label}/${k}.png`] = grey(k)
      files[`${label}/.ipynb_checkpoints/0-checkpoint.png`] = grey(0)
      files[`${label}/@eaDir/0.png/SYNOPHOTO_THUMB_M.jpg`] = plain(2, 2, 9).jpegSync()
    }
    const path = folder(files)
    const zipped = Object.entries(files).map(([name, data]) => ({ name, data }))
    const packed = join(folder({ 'all.zip': zip(zipped) }), 'all.zip')
    for (const source of [path, packed]) {
      const set = await loadImages(source, options)
      expect([set.count, set.labelNames, set.skipped]).toEqual([6, ['a', 'b'], []])
    }
  })

  it('reads a hidden folder that is given by its name', async () => {
    const path = folder({ '.mine/x.png': grey(1) })
    expect((await loadImages(join(path, '.mine'), options)).count).toBe(1)
  })

  it.each([
    'qmnist-train-images-idx3-ubyte.gz',
    'train-images-idx3-ubyte (1).gz',
    'custom.idx3-ubyte',
    'custom.idx.gz',
    'CUSTOM.IDX',
  ])('reads %s in it as the file by itself, and its labels from the file beside it', async (name) => {
    const images = idx(0x803, [3, 2, 2], new Uint8Array(12).fill(7))
    const path = folder({ [name]: name.endsWith('gz') ? gzipSync(images) : images })
    const [alone, inside] = [await loadImages(join(path, name), options), await loadImages(path, options)]
    expect([inside.count, inside.skipped]).toEqual([3, []])
    expect(inside.pixels).toEqual(alone.pixels)
    const labels = name.replace('images', 'labels').replace('idx3', 'idx1')
    if (labels === name || name.startsWith('custom')) return
    const packed = gzipSync(idx(0x801, [3], [4, 5, 4]))
    writeFileSync(join(path, labels), packed)
    expect((await loadImages(path, options)).labelNames).toEqual(['4', '5'])
  })

  it.runIf(process.platform === 'linux')('says of a name that is not UTF-8 what is the matter', async () => {
    const path = folder({ 'ok.png': grey(3) })
    const name = Buffer.concat([Buffer.from(`${path}/caf`), Buffer.of(0xe9), Buffer.from('.png')])
    writeFileSync(name, grey(2))
    const set = await loadImages(path, options)
    expect(set.count).toBe(1)
    expect(set.skipped).toEqual([
      { file: join(path, 'caf\ufffd.png'), reason: 'its name is not valid UTF-8: rename it' },
    ])
    await expect(loadImages(join(path, 'caf\ufffd.png'), options)).rejects.toThrow(
      'its name is not valid UTF-8',
    )
    writeFileSync(join(path, 'really\ufffd.png'), grey(4))
    expect((await loadImages(path, options)).count).toBe(2)
  })

  it('does not take a picture for an IDX file because of its name', async () => {
    expect((await loadImages(folder({ 'digits-idx.png': grey(5) }), options)).count).toBe(1)
  })

  it('takes train and test folders as the splits, with the same labels', async () => {
    const path = folder({
      'train/a/1.png': grey(1),
      'train/b/2.png': grey(2),
      'test/b/3.png': grey(3),
      'other/4.png': grey(4),
    })
    const train = await loadImages(path, { ...options, split: 'train' })
    const test = await loadImages(path, { ...options, split: 'test' })
    expect([[...train.pixels], [...train.labels!]]).toEqual([
      [1, 2],
      [0, 1],
    ])
    expect([[...test.pixels], [...test.labels!]]).toEqual([[3], [1]])
    expect(test.labelNames).toEqual(['a', 'b'])
    expect(test.skipped).toEqual([{ file: join(path, 'other/4.png'), reason: 'outside train/ and test/' }])
    expect((await loadImages(path, options)).count).toBe(3)
  })

  it('holds out a tenth by the seed where there are no such folders', async () => {
    const path = folder(Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`${i}.png`, grey(i)])))
    const read = async (split: 'train' | 'test', seed: number) => {
      return [...(await loadImages(path, { ...options, split, seed })).pixels]
    }
    const test = await read('test', 1)
    expect(test).toHaveLength(2)
    expect([...(await read('train', 1)), ...test].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, i) => i),
    )
    expect(await read('test', 1)).toEqual(test)
    expect(await read('test', 2)).not.toEqual(test)
  })

  it('counts good pictures towards `count`, not the bad ones', async () => {
    const path = folder({ a: Buffer.from('bad'), b: grey(1), c: grey(2), d: grey(3) })
    expect([...(await loadImages(path, { ...options, count: 2 })).pixels]).toEqual([1, 2])
  })

  it('refuses a folder without a usable picture, giving the first reasons', async () => {
    const error = await loadImages(folder({ 'a.txt': Buffer.from('text') }), options).then(
      () => expect.unreachable(),
      (reason: unknown) => reason as RnpError,
    )
    expect(error).toBeInstanceOf(RnpError)
    expect(error.message).toContain('its one file was skipped')
    expect(error.hint).toContain('a.txt: not a PNG')
    await expect(loadImages(folder({}), options)).rejects.toThrow('it has no files')
    await expect(loadImages(folder({ 'a.png': grey(1) }), { ...options, split: 'test' })).rejects.toThrow(
      'its test split is empty',
    )
  })

  it('stops when the signal is aborted', async () => {
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(loadImages(folder({ a: grey(1) }), { ...options, signal })).rejects.toThrow('enough')
  })
})

describe('picture files', () => {
  const ink = picture(
    4,
    4,
    [200, 200, 200, 200, 200, 20, 20, 200, 200, 20, 20, 200, 200, 200, 200, 200],
  ).pngSync()
  const light = picture(4, 4, [0, 0, 0, 0, 0, 250, 250, 0, 0, 250, 250, 0, 0, 0, 0, 0]).pngSync()
  const files = (...bytes: Uint8Array[]) => {
    const path = folder(Object.fromEntries(bytes.map((each, i) => [`${i}`, each])))
    return bytes.map((_, i) => join(path, `${i}`))
  }

  it('reads a list in its order, without labels', async () => {
    const [a, b] = files(grey(1), grey(2))
    const set = await loadImages([b, a], options)
    expect([...set.pixels]).toEqual([2, 1])
    expect(set.name).toBe('2 files')
    expect(set.labels).toBeUndefined()
    expect((await loadImages([a], options)).name).toBe('0')
  })

  it('inverts dark ink on a light ground by default, and reports it', async () => {
    const set = await loadImages(files(ink), { ...options, invert: 'auto', side: 4 })
    expect([set.pixels[0], set.pixels[5]]).toEqual([55, 235])
    expect(set.notes).toEqual(['Inverted: all pictures, dark ink on a light ground by their borders.'])
  })

  it('decides for each picture by its own ground', async () => {
    const set = await loadImages(files(light, light, ink), { ...options, invert: 'auto', side: 4 })
    expect([set.pixels[0], set.pixels[2 * 16]]).toEqual([0, 55])
    expect(set.notes).toEqual(['Inverted: 1 of 3 pictures, dark ink on a light ground by their borders.'])
  })

  it('inverts always or never, as the option says', async () => {
    expect((await loadImages(files(light), { ...options, invert: 'always', side: 4 })).pixels[0]).toBe(255)
    expect((await loadImages(files(ink), { ...options, invert: 'never', side: 4 })).pixels[0]).toBe(200)
  })

  it('fills what an oblong picture leaves free with its own ground', async () => {
    const set = await loadImages(files(picture(4, 2, [90, 90, 90, 90, 90, 250, 90, 90]).pngSync()), {
      ...options,
      side: 4,
    })
    expect([...set.pixels]).toEqual([90, 90, 90, 90, 90, 90, 90, 90, 90, 250, 90, 90, 90, 90, 90, 90])
  })

  it('lays transparent pictures on white paper by default', async () => {
    const clear = files(picture(1, 1, [0, 0, 0, 0]).pngSync())
    expect((await loadImages(clear, options)).pixels[0]).toBe(255)
    expect((await loadImages(clear, { ...options, alpha: 'black' })).pixels[0]).toBe(0)
  })
})
