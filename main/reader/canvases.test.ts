import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { glyphs } from '../../model/data/glyphs/glyphs.ts'
import { idx, picture, temporaryFolder, zip } from '../../model/data/pictures.testing.ts'
import { Sources } from '../../model/data/sources.ts'
import { createCanvases } from './canvases.ts'
import { sha256 } from './facts.ts'
import type { CanvasPicture, CanvasPiece } from './readerJobs.ts'

const drawing = picture(2, 2, [10, 20, 30, 40]).pngSync()

function folder(): string {
  const path = temporaryFolder()
  writeFileSync(join(path, 'a.png'), drawing)
  writeFileSync(join(path, 'wide.png'), picture(2, 1, [100, 100]).pngSync())
  writeFileSync(join(path, 'z.zip'), zip([{ name: 'in/b.png', data: drawing }]))
  writeFileSync(join(path, 'digits'), idx(0x803, [2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]))
  return path
}

const at = (kind: CanvasPicture['kind'], path: string, member = '', inverted = false): CanvasPicture => {
  return { kind, path, member, inverted }
}

/** Has the job read pictures. */
async function read(pictures: readonly CanvasPicture[], side: number, signal = new AbortController().signal) {
  const sources = new Sources()
  onTestFinished(() => sources.close())
  const pieces: CanvasPiece[] = []
  const progress = (piece: CanvasPiece) => pieces.push(piece)
  await createCanvases(sources)({ pictures, side }, { signal, progress, pieces: ReadableStream.from([]) })
  const canvases = pieces.flatMap(({ indices, pixels }) =>
    [...indices].map((index, i) => [index, [...pixels.subarray(side * side * i, side * side * (i + 1))]]),
  )
  return { canvases, failed: pieces.flatMap((piece) => piece.failed) }
}

describe('the job canvases', () => {
  it('reads pictures wherever they lie, inverted where asked for', async () => {
    const path = folder()
    const { canvases, failed } = await read(
      [
        at('idx', join(path, 'digits'), '1'),
        at('file', join(path, 'a.png'), '', true),
        at('zip', join(path, 'z.zip'), 'in/b.png'),
        at('idx', join(path, 'digits'), '0', true),
        at('file', join(path, 'wide.png')),
      ],
      2,
    )
    expect(canvases).toEqual([
      [0, [5, 6, 7, 8]],
      [1, [245, 235, 225, 215]],
      [2, [10, 20, 30, 40]],
      [3, [254, 253, 252, 251]],
      [4, [100, 100, 100, 100]],
    ])
    expect(failed).toEqual([])
  })

  it('draws glyphs with the pixels asked for: those that the generated set has', async () => {
    const all = glyphs({ count: 600, seed: 4, side: 12, split: 'test' })
    const places = [599, 0, 501]
    const { canvases } = await read(
      places.map((i) => at('glyph', '', `4 test ${i}`)),
      12,
    )
    expect(canvases).toEqual(
      places.map((i, index) => [index, [...all.pixels.subarray(144 * i, 144 * (i + 1))]]),
    )
  })

  it('reads only pictures whose content is what was imported', async () => {
    const path = folder()
    const known = (picture: CanvasPicture, content: Uint8Array) => ({ ...picture, hash: sha256(content) })
    const { canvases, failed } = await read(
      [
        known(at('file', join(path, 'a.png')), drawing),
        known(at('file', join(path, 'wide.png')), drawing),
        known(at('zip', join(path, 'z.zip'), 'in/b.png'), drawing),
        known(at('idx', join(path, 'digits'), '0'), Uint8Array.of(1, 2, 3, 4)),
        known(at('idx', join(path, 'digits'), '1'), Uint8Array.of(1, 2, 3, 4)),
      ],
      2,
    )
    expect(canvases.map(([index]) => index)).toEqual([0, 2, 3])
    const reason = expect.stringContaining('content has changed since it was imported')
    expect(failed).toEqual([1, 4].map((index) => ({ index, fault: 'changed', reason })))
  })

  it('reports why a picture cannot be read: it is gone, or damaged', async () => {
    const path = folder()
    writeFileSync(join(path, 'damaged.png'), drawing.subarray(0, 40))
    const { canvases, failed } = await read(
      [
        at('file', join(path, 'nowhere.png')),
        at('idx', join(path, 'digits'), '2'),
        at('zip', join(path, 'z.zip'), 'in/c.png'),
        at('file', join(path, 'a.png')),
        at('glyph', '', 'nonsense'),
        at('file', join(path, 'damaged.png')),
      ],
      2,
    )
    expect(canvases).toEqual([[3, [10, 20, 30, 40]]])
    expect(failed).toEqual([
      { index: 0, fault: 'missing', reason: 'there is no such file any more' },
      { index: 1, fault: 'missing', reason: expect.stringContaining('has 2 pictures') },
      { index: 2, fault: 'missing', reason: expect.stringContaining('has no in/c.png') },
      { index: 4, fault: 'unreadable', reason: 'There is no glyph "nonsense"' },
      { index: 5, fault: 'unreadable', reason: expect.any(String) },
    ])
  })

  it('stops when it is cancelled', async () => {
    const path = folder()
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(read([at('file', join(path, 'a.png'))], 2, signal)).rejects.toThrow('enough')
  })
})
