import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { listSource } from '../list.ts'
import { loadImages } from '../load.ts'
import { plain, temporaryFolder, zip } from '../pictures.testing.ts'

const drawn = (grey: number) => plain(2, 2, grey).pngSync()

function file(bytes: Uint8Array, name = 'archive.zip'): string {
  const path = join(temporaryFolder(), name)
  writeFileSync(path, bytes)
  return path
}

/** A black BMP of 24 bits. */
function bmp(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(54 + width * height * 3)
  bytes.write('BM')
  bytes.writeUInt32LE(bytes.length, 2)
  bytes.writeUInt32LE(54, 10)
  bytes.writeUInt32LE(40, 14)
  bytes.writeInt32LE(width, 18)
  bytes.writeInt32LE(height, 22)
  bytes.writeUInt16LE(1, 26)
  bytes.writeUInt16LE(24, 28)
  return bytes
}

describe('a zip of pictures', () => {
  it('has labels in UTF-8, as macOS writes them without their flag', async () => {
    const path = file(
      zip([
        { name: 'café/日本.png', data: drawn(1) },
        { name: 'naïve/b.png', data: drawn(2) },
      ]),
    )
    const set = await loadImages(path, { side: 2 })
    expect(set.labelNames).toEqual(['café', 'naïve'])
    expect(set.count).toBe(2)
    expect(set.skipped).toEqual([])
  })

  it('may have bytes behind it', async () => {
    const bytes = zip([
      { name: 'cat/a.png', data: drawn(1) },
      { name: 'dog/b.png', data: drawn(2) },
    ])
    const set = await loadImages(file(Buffer.concat([bytes, Buffer.alloc(2)])), { side: 2 })
    expect(set.labelNames).toEqual(['cat', 'dog'])
    expect(set.count).toBe(2)
  })

  it('may hold a mask of 9 MB that is packed 800 times smaller', async () => {
    const mask = bmp(2000, 1500)
    const path = file(
      zip([
        { name: 'mask.bmp', data: mask, deflate: true },
        { name: 'small.png', data: drawn(1) },
      ]),
    )
    expect(mask.length).toBeGreaterThan(9_000_000)
    expect(await loadImages(path, { side: 2 })).toMatchObject({ count: 2, skipped: [] })
  })

  it('names a file that is in it twice, and takes the last one', async () => {
    const archive = zip([
      { name: 'a.png', data: drawn(10) },
      { name: 'a.png', data: drawn(20) },
      { name: 'b.png', data: drawn(30) },
    ])
    const path = file(archive)
    const twice = { file: `${path} a.png`, reason: 'is in the archive twice; the last one is taken' }
    const set = await loadImages(path, { side: 1 })
    expect([...set.pixels]).toEqual([20, 30])
    expect(set.skipped).toEqual([twice])
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'c'))
    writeFileSync(join(folder, 'c', 'archive.zip'), archive)
    const inside = await listSource([folder])
    expect(inside.pictures).toHaveLength(2)
    expect(inside.skipped).toEqual([{ ...twice, file: `${join(folder, 'c', 'archive.zip')} a.png` }])
  })

  it('is read without a file whose name leaves it', async () => {
    const path = file(
      zip([
        { name: 'a.png', data: drawn(10) },
        { name: '../b.png', data: drawn(20) },
      ]),
    )
    const set = await loadImages(path, { side: 1 })
    expect(set.count).toBe(1)
    expect(set.skipped).toEqual([{ file: `${path} ../b.png`, reason: 'invalid relative path: ../b.png' }])
  })
})
