import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { listSource } from './list.ts'
import { loadImages } from './load.ts'
import { idx, plain, temporaryFolder, zip } from './pictures.testing.ts'

const grey = (value: number) => plain(2, 2, value).pngSync()
const drawn = zip([
  { name: 'in/a/1.png', data: grey(1) },
  { name: 'in/2.png', data: grey(2) },
  { name: '__MACOSX/in/._2.png', data: Buffer.from('x') },
])

function folder(files: Record<string, Uint8Array>): (name: string) => string {
  const path = temporaryFolder()
  for (const [file, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(path, file)), { recursive: true })
    writeFileSync(join(path, file), bytes)
  }
  return (name) => join(path, name)
}

describe('listSource', () => {
  it('lists zips and IDX files in a folder as folders of their own', async () => {
    const at = folder({
      'deep/pack.zip': drawn,
      'deep/train-images-idx3-ubyte': idx(0x803, [2, 1, 1], [7, 8]),
      'deep/train-labels-idx1-ubyte': idx(0x801, [2], [4, 5]),
      'x.png': grey(3),
    })
    const { kind, pictures, skipped } = await listSource([at('.')])
    expect(kind).toBe('folder')
    expect(pictures.map(({ kind, member, label }) => [kind, member, label])).toEqual([
      ['zip', 'in/2.png', 'deep/pack'],
      ['zip', 'in/a/1.png', 'deep/pack/a'],
      ['idx', '0', 'deep/4'],
      ['idx', '1', 'deep/5'],
      ['file', '', '.'],
    ])
    expect(skipped).toEqual([])
  })

  it('names the labels of several folders by the folders, and lists files beside them', async () => {
    const at = folder({
      'cats/1.png': grey(1),
      'dogs/big/2.png': grey(2),
      'x.png': grey(3),
      'pets.zip': drawn,
    })
    const paths = ['cats', 'x.png', 'dogs', 'pets.zip', 'nowhere'].map(at)
    const { name, pictures, skipped } = await listSource(paths)
    expect(name).toBe('cats and 4 more')
    expect(pictures.map(({ label }) => label)).toEqual([undefined, 'cats', 'dogs/big', 'pets', 'pets/a'])
    expect(skipped.map(({ file }) => file)).toEqual([at('nowhere')])
  })

  it('throws where none of several paths can be read', async () => {
    const at = folder({})
    await expect(listSource([at('a'), at('b')])).rejects.toThrow('there is no file or folder of that name')
  })
})

describe('loadImages', () => {
  it('reads a zip of pictures like a folder', async () => {
    const at = folder({ 'pack.zip': drawn })
    const set = await loadImages(at('pack.zip'), { side: 2, invert: 'never' })
    expect([set.pixels[0], set.pixels[4]]).toEqual([2, 1])
    expect(set.labelNames).toEqual(['.', 'a'])
    expect(set.skipped).toEqual([])
  })

  it('skips a damaged member of a zip of pictures', async () => {
    const bomb = { name: 'b.png', data: Buffer.alloc(2 ** 20), deflate: true, declaredSize: 200 }
    const at = folder({ 'pack.zip': zip([{ name: 'a.png', data: grey(1) }, bomb]) })
    const set = await loadImages(at('pack.zip'), { side: 2 })
    expect(set.count).toBe(1)
    expect(set.skipped).toMatchObject([{ file: `${at('pack.zip')} b.png` }])
  })
})
