import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { RnpError } from '../errors.ts'
import { looksLikeIdx, readIdx } from './idx.ts'
import { idx, temporaryFolder } from './pictures.testing.ts'

function file(bytes: Uint8Array): string {
  const path = join(temporaryFolder(), 'file')
  writeFileSync(path, bytes)
  return path
}

const images = idx(0x803, [2, 2, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])

describe('readIdx', () => {
  it('reads images and labels, plain and gzip', async () => {
    for (const bytes of [images, gzipSync(images)]) {
      const { shape, data } = await readIdx(file(bytes), 'images')
      expect(shape).toEqual([2, 2, 3])
      expect([...data]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    }
    expect([...(await readIdx(file(idx(0x801, [3], [7, 0, 2])), 'labels')).data]).toEqual([7, 0, 2])
  })

  const refused: [what: string, bytes: Uint8Array, kind: 'images' | 'labels', message: string][] = [
    [
      'labels given as images',
      idx(0x801, [3], [7, 0, 2]),
      'images',
      'holds labels (magic 0x00000801), not images (0x00000803)',
    ],
    ['images given as labels', images, 'labels', 'holds images (magic 0x00000803), not labels'],
    ['something else', Buffer.from('hello'), 'images', 'holds no IDX images or labels (magic 0x68656c6c)'],
    ['an empty file', Buffer.alloc(0), 'images', 'ends early: it has 0 bytes'],
    ['a cut header', images.subarray(0, 9), 'images', 'ends early: its header needs 16 bytes, it has 9'],
    ['cut data', images.subarray(0, 20), 'images', 'ends early: 2 x 2 x 3 images need 28 bytes, it has 20'],
    ['trailing bytes', Buffer.concat([images, Buffer.alloc(3)]), 'images', 'has 3 bytes after the 28'],
    ['no pictures', idx(0x803, [0, 28, 28], []), 'images', 'is empty: its header says 0 x 28 x 28'],
    ['a cut gzip stream', gzipSync(images).subarray(0, -9), 'images', 'the gzip stream ends early'],
    ['a damaged gzip stream', gzipSync(images).fill(0xff, 12, 20), 'images', 'cannot unpack'],
    [
      'bytes after the gzip stream',
      Buffer.concat([gzipSync(images), Buffer.from('junkjunk')]),
      'images',
      'cannot unpack',
    ],
  ]
  it.each(refused)('refuses %s', async (_, bytes, kind, message) => {
    const path = file(bytes)
    const error: RnpError = await readIdx(path, kind).then(
      () => expect.unreachable(),
      (reason) => reason,
    )
    expect(error).toBeInstanceOf(RnpError)
    expect(error.message).toContain(path)
    expect(error.message).toContain(message)
  })

  it('reports that there is no such file', async () => {
    await expect(readIdx('/nowhere/x', 'images')).rejects.toThrow('Cannot read /nowhere/x')
  })
})

describe('looksLikeIdx', () => {
  it('knows IDX files of bytes by their magic', () => {
    expect(looksLikeIdx(images)).toBe(true)
    expect(looksLikeIdx(Buffer.from('\x89PNG', 'latin1'))).toBe(false)
    expect(looksLikeIdx(new Uint8Array(0))).toBe(false)
  })
})
