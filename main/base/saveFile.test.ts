import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { saveFile } from './saveFile.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'rnp-save-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

it('writes the file, makes its folders and leaves no temporary one', async () => {
  const file = path.join(folder, 'a', 'b', 'sheet.png')
  await saveFile(file, 'one')
  await saveFile(file, 'two')
  expect(await readFile(file, 'utf8')).toBe('two')
  expect(await readdir(path.dirname(file))).toEqual(['sheet.png'])
})

it('names the file and keeps its folder clean when a folder has that name', async () => {
  const file = path.join(folder, 'taken')
  await mkdir(path.join(file, 'inside'), { recursive: true })
  await expect(saveFile(file, 'x')).rejects.toMatchObject({
    kind: 'data',
    message: expect.stringContaining(file),
  })
  expect(await readdir(folder)).toEqual(['taken'])
})

it('reports a folder on the way that is a file', async () => {
  await writeFile(path.join(folder, 'file'), '')
  await expect(saveFile(path.join(folder, 'file', 'sheet.png'), 'x')).rejects.toMatchObject({
    kind: 'data',
    hint: expect.stringContaining('is a file'),
  })
})
