import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { glyphs } from '../../model/data/glyphs/glyphs.ts'
import { idx, picture, temporaryFolder, zip } from '../../model/data/pictures.testing.ts'
import { readCanvases } from './canvases.ts'
import type { PictureRef } from './pictureRef.ts'

const folder = () => {
  const path = temporaryFolder()
  const drawing = picture(2, 2, [10, 20, 30, 40]).pngSync()
  writeFileSync(join(path, 'a.png'), drawing)
  writeFileSync(join(path, 'wide.png'), picture(2, 1, [100, 100]).pngSync())
  writeFileSync(join(path, 'z.zip'), zip([{ name: 'in/b.png', data: drawing }]))
  writeFileSync(join(path, 'digits'), idx(0x803, [2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]))
  return path
}
const ref = (
  id: number,
  kind: PictureRef['kind'],
  path: string,
  member = '',
  inverted = false,
): PictureRef => {
  return { id, kind, path, member, inverted }
}

describe('readCanvases', () => {
  it('reads pictures wherever they lie, in the order asked for, turned round where that is said', async () => {
    const path = folder()
    const { ids, pixels, failed } = await readCanvases(
      [
        ref(7, 'idx', join(path, 'digits'), '1'),
        ref(5, 'file', join(path, 'a.png'), '', true),
        ref(6, 'zip', join(path, 'z.zip'), 'in/b.png'),
        ref(8, 'idx', join(path, 'digits'), '0', true),
        ref(9, 'file', join(path, 'wide.png')),
      ],
      2,
    )
    expect([...ids]).toEqual([7, 5, 6, 8, 9])
    expect(Array.from({ length: 5 }, (_, i) => [...pixels.subarray(4 * i, 4 * i + 4)])).toEqual([
      [5, 6, 7, 8],
      [245, 235, 225, 215],
      [10, 20, 30, 40],
      [254, 253, 252, 251],
      [100, 100, 100, 100],
    ])
    expect(failed).toEqual([])
  })

  it('draws glyphs with the pixels asked for: those that the generated set has', async () => {
    const all = glyphs({ count: 600, seed: 4, side: 12, split: 'test' })
    const places = [599, 0, 501]
    const { pixels } = await readCanvases(
      places.map((i) => ref(i + 1, 'glyph', '', `4 test ${i}`)),
      12,
    )
    const area = 144
    for (const [at, i] of places.entries()) {
      expect(pixels.subarray(at * area, (at + 1) * area)).toEqual(
        all.pixels.subarray(i * area, (i + 1) * area),
      )
    }
  })

  it('leaves out what cannot be read, and says why', async () => {
    const path = folder()
    const { ids, pixels, failed } = await readCanvases(
      [
        ref(1, 'file', join(path, 'nowhere.png')),
        ref(2, 'idx', join(path, 'digits'), '2'),
        ref(3, 'zip', join(path, 'z.zip'), 'in/c.png'),
        ref(4, 'file', join(path, 'a.png')),
        ref(5, 'glyph', '', 'nonsense'),
      ],
      2,
    )
    expect([...ids]).toEqual([4])
    expect([...pixels]).toEqual([10, 20, 30, 40])
    expect(failed.map(({ id }) => id).sort()).toEqual([1, 2, 3, 5])
    expect(failed.find(({ id }) => id === 2)?.reason).toContain('has 2 pictures')
    expect(failed.find(({ id }) => id === 3)?.reason).toContain('has no in/c.png')
  })

  it('closes what it has opened, and stops when the signal is aborted', async () => {
    const path = folder()
    await readCanvases([ref(1, 'zip', join(path, 'z.zip'), 'in/b.png')], 2)
    rmSync(join(path, 'z.zip'))
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(readCanvases([ref(1, 'file', join(path, 'a.png'))], 2, { signal })).rejects.toThrow('enough')
  })
})
