import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import { sourceOf } from '../../../model/data/formats/index.ts'
import { plain, zip } from '../../../model/data/pictures.testing.ts'
import { scriptBeside } from '../../../model/scriptBeside.ts'
import type { PictureRef } from '../../reader/readerJobs.ts'
import { canvasesOf } from './canvases.ts'
import { importAll, openLibrary, type TestLibrary, writeFiles } from './library.testing.ts'
import { pictureIds, pictureRecords } from './query.ts'
import { pictureRefs } from './refs.ts'

const SIDE = 4
const grey = (value: number) => plain(SIDE, SIDE, value).pngSync()

async function importFiles(library: TestLibrary, files: Readonly<Record<string, Uint8Array>>) {
  const path = await writeFiles(library, 'files', files)
  await importAll(library, path)
  const { db } = library.context
  const refs = pictureRefs(db, pictureIds(db, {}, { by: 'added', descending: false }))
  // They were added in the order in which they were read.
  return { path, refs: refs.sort((a, b) => (sourceOf(a) < sourceOf(b) ? -1 : 1)) }
}

/** What each picture came to, in the order asked for: the grey of its first pixel, or why there is none. */
async function read(library: TestLibrary, refs: readonly PictureRef[]): Promise<(number | string)[]> {
  const results: (number | string)[] = []
  for await (const { indices, pixels, failed } of canvasesOf(library, refs, SIDE)) {
    for (const [i, index] of indices.entries()) results[index] = pixels[i * SIDE * SIDE]
    for (const { index, fault, reason } of failed) results[index] = `${fault}: ${reason}`
  }
  return results
}

const missing = ({ context: { db } }: TestLibrary, refs: readonly PictureRef[]) =>
  pictureRecords(
    db,
    refs.map(({ id }) => id),
  ).map((record) => record.missing)

describe('the canvases of pictures of the library', () => {
  it('are each at the place of its picture, wherever those lie', async () => {
    const library = await openLibrary()
    const inZip = (greys: readonly number[]) =>
      zip(greys.map((value) => ({ name: `${value}.png`, data: grey(value) })))
    const { refs } = await importFiles(library, {
      'a.zip': inZip([10, 11, 12]),
      'b.png': grey(20),
      'c.zip': inZip([30, 31, 32]),
    })
    const mixed = [0, 4, 1, 3, 5, 2, 6].map((place) => refs[place])
    expect(await read(library, mixed)).toEqual([10, 30, 11, 20, 31, 12, 32])
  })

  it('are missing for a file that is gone or has changed, which is then marked as missing', async () => {
    const library = await openLibrary()
    const { path, refs } = await importFiles(library, {
      'a.png': grey(10),
      'changed.png': grey(20),
      'gone.png': grey(30),
    })
    await writeFile(join(path, 'changed.png'), grey(21))
    await rm(join(path, 'gone.png'))
    expect(await read(library, refs)).toEqual([
      10,
      expect.stringMatching(/^changed: .*read its set again to take it as it is now$/),
      'missing: there is no such file any more',
    ])
    expect(missing(library, refs)).toEqual([false, true, true])
    await importAll(library, path)
    const { db } = library.context
    const now = pictureRefs(
      db,
      refs.map(({ id }) => id),
    )
    expect(await read(library, now)).toEqual([10, 21, expect.stringContaining('missing')])
    expect(missing(library, refs)).toEqual([false, false, true])
  })

  it('that were asked for where a picture no longer lies do not make it missing where it lies now', async () => {
    const library = await openLibrary()
    const { path, refs } = await importFiles(library, { 'a.png': grey(10) })
    const before = refs.map((ref) => ({ ...ref, path: join(path, 'before.png') }))
    expect(await read(library, before)).toEqual(['missing: there is no such file any more'])
    expect(missing(library, refs)).toEqual([false])
  })

  it('are given without those of files that crash or hang their decoder', async () => {
    const script = scriptBeside('hostileProcess.testing', import.meta.url)
    const library = await openLibrary({ script, patience: 2000 })
    const names = ['1', '2 late crash', '3', '4 late hang', '5']
    const { refs } = await importFiles(
      library,
      Object.fromEntries(names.map((name, i) => [`${name}.png`, grey(i)])),
    )
    expect(await read(library, refs)).toEqual([
      0,
      'unreadable: its decoder crashed over it',
      2,
      'unreadable: reading it took longer than 2 s',
      4,
    ])
    expect(missing(library, refs)).toEqual(refs.map(() => false))
  })

  it('are read a little ahead of where they are taken, however many there are', async () => {
    const library = await openLibrary()
    const { refs } = await importFiles(library, { 'a.png': grey(10) })
    const many = Array.from({ length: 5000 }, () => refs[0])
    const run = vi.spyOn(library.reader, 'run')
    const pieces = canvasesOf(library, many, SIDE)[Symbol.asyncIterator]()
    let count = (await pieces.next()).value!.indices.length
    for (let settled = 0; settled < run.mock.calls.length; ) {
      settled = run.mock.calls.length
      for (const { value } of run.mock.results) await value
      await setImmediate()
    }
    expect(run.mock.calls.length).toBeLessThanOrEqual(2)
    for (let next = await pieces.next(); !next.done; next = await pieces.next()) {
      count += next.value.indices.length
    }
    expect(count).toBe(5000)
    expect(run.mock.calls.length).toBe(5)
  })

  it('are read no further where nobody takes them', async () => {
    const library = await openLibrary()
    const { refs } = await importFiles(library, { 'a.png': grey(10) })
    const many = Array.from({ length: 3000 }, () => refs[0])
    for await (const { indices } of canvasesOf(library, many, SIDE)) {
      expect(indices.length).toBeLessThan(1000)
      break
    }
    await expect.poll(() => library.reader.state().state).toBe('ready')
    const stopped = AbortSignal.abort(new Error('enough'))
    const all = async () => {
      for await (const _ of canvasesOf(library, many, SIDE, stopped));
    }
    await expect(all()).rejects.toThrow('enough')
  })
})
