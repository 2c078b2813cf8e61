import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, it } from 'vitest'
import type { CanvasPiece } from '../../reader/readerJobs.ts'
import { canvasesOf } from './canvases.ts'
import { startCheck } from './check.ts'
import { startImport, startRefresh } from './import.ts'
import { ended, openLibrary, type TestLibrary } from './library.testing.ts'
import { pictureRecords } from './query.ts'
import { readFew } from './reading.ts'
import { pictureRefs } from './refs.ts'
import { pictureSets } from './sets.ts'
import { pngOf, thumbnailsOf } from './showing.ts'

const WORDS = 'This version of RNP Studio does not know the format "npy".'
const signal = new AbortController().signal

/** A library with a set of one picture that a newer version has imported, from a file that is there. */
let library: TestLibrary
let path: string
beforeEach(async () => {
  library = await openLibrary()
  path = join(library.folder, 'digits.npy')
  await writeFile(path, 'numbers')
  const { db } = library.context
  db.prepare("INSERT INTO sets (id, name, kind, path, added) VALUES (1, 'digits', 'npy', ?, 0)").run(path)
  db.prepare(
    `INSERT INTO pictures (id, set_id, name, kind, path, member, hash, split, width, height, ground, grey, added)
     VALUES (1, 1, 'digits 7', 'npy', ?, '7', 'h', 'train', 28, 28, 0, 1, 0)`,
  ).run(path)
})
const missing = () => library.context.db.prepare('SELECT missing FROM pictures').get()!.missing

it('a set of a format that only a newer version knows is listed and says so', () => {
  expect(pictureSets(library.context.db)).toMatchObject([
    { name: 'digits', kind: 'npy', generated: false, pictures: 1, notes: [WORDS] },
  ])
  expect(pictureRecords(library.context.db, [1])).toMatchObject([{ name: 'digits 7', source: `${path} 7` }])
})

it('its pictures are neither shown nor taken for missing', async () => {
  const none = () => Promise.reject(new Error('nothing is parsed here'))
  expect(await thumbnailsOf(library, [1], 'picture', none, signal)).toEqual([undefined])
  await expect(pngOf(library, 1, signal)).rejects.toMatchObject({
    code: 'data/wrong-version',
    message: WORDS,
  })
  const job = await ended(library, startCheck(library, 1).jobId)
  expect(job).toMatchObject({ state: 'done', note: '0 files missing' })
  expect(missing()).toBe(0)
})

it('reading its pictures names the reason for each', async () => {
  const refs = pictureRefs(library.context.db, [1])
  expect(await readFew(library.reader, refs, signal)).toEqual([{ reason: WORDS }])
  const canvases: CanvasPiece[] = []
  for await (const piece of canvasesOf(library, refs, 28)) canvases.push(piece)
  expect(canvases.flatMap(({ failed }) => failed)).toEqual([
    { index: 0, fault: 'unreadable', reason: WORDS.replace(/\.$/, '') },
  ])
  expect(missing()).toBe(0)
})

it('reading the set again is refused, and it stays what it is', async () => {
  expect(() => startRefresh(library, 1)).toThrow(WORDS)
  await expect(startImport(library, { source: { paths: [path] } })).rejects.toThrow(WORDS)
  expect(pictureSets(library.context.db)).toMatchObject([{ kind: 'npy' }])
})
