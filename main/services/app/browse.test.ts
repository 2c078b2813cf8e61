import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { browse } from './browse.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'rnp-browse-'))
beforeAll(() => {
  for (const name of ['set 10', 'set 9', '.hidden']) mkdirSync(path.join(folder, name))
  for (const name of [
    'b.PNG',
    'a.jpg',
    'notes.txt',
    'all.zip',
    'train-images-idx3-ubyte',
    't10k.gz',
    '.x.png',
  ]) {
    writeFileSync(path.join(folder, name), '')
  }
  symlinkSync(path.join(folder, 'set 9'), path.join(folder, 'link'))
  symlinkSync(path.join(folder, 'nowhere'), path.join(folder, 'broken.png'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('folders come first, then usable files, in the order people count; hidden and other files are left out', async () => {
  const found = await browse(folder)
  expect(found).toMatchObject({ path: folder, parent: path.dirname(folder) })
  expect(found.entries.map(({ name, folder }) => (folder ? `${name}/` : name))).toEqual([
    'link/',
    'set 9/',
    'set 10/',
    'a.jpg',
    'all.zip',
    'b.PNG',
    't10k.gz',
    'train-images-idx3-ubyte',
  ])
  expect(found.entries[1].path).toBe(path.join(folder, 'set 9'))
})

test("it starts in the user's home, and the root has no parent", async () => {
  expect((await browse()).path).toBe(homedir())
  expect(await browse('/')).not.toHaveProperty('parent')
})

test('what cannot be opened is named, with the reason', async () => {
  const refused = (at: string) => browse(at).catch((error) => error)
  expect(await refused(path.join(folder, 'gone'))).toMatchObject({
    kind: 'data',
    message: expect.stringMatching(/gone: there is no/),
  })
  for (const name of ['notes.txt', 'a.jpg/b.png']) {
    expect(await refused(path.join(folder, name))).toMatchObject({
      message: expect.stringMatching(/it is not a folder/),
    })
  }
})

test('a usable file is found in its folder', async () => {
  expect(await browse(path.join(folder, 't10k.gz'))).toEqual(await browse(folder))
})

test.skipIf(process.getuid?.() === 0)('a folder that may not be read is refused', async () => {
  const closed = path.join(folder, 'set 10')
  chmodSync(closed, 0)
  await expect(browse(closed)).rejects.toThrow(/may not read/)
  chmodSync(closed, 0o700)
})

test('IDX files are shown under every name by which they are recognised', async () => {
  const downloads = path.join(folder, 'set 9')
  const names = ['train-images-idx3-ubyte (1)', 'train-images.idx3-ubyte']
  for (const name of names) writeFileSync(path.join(downloads, name), '')
  const { entries } = await browse(downloads)
  expect(entries.map(({ name }) => name)).toEqual(names)
})
