import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { idx, plain, zip } from '../../../model/data/pictures.testing.ts'
import { sha256 } from '../../reader/facts.ts'
import { addPictures } from './add.ts'
import { startCheck } from './check.ts'
import { removePictures, removeSet, renameSet, setInvert } from './edit.ts'
import { startRefresh } from './import.ts'
import { ended, importAll, keepParse, openLibrary, type TestLibrary, writeFiles } from './library.testing.ts'
import { pictureCounts, pictureIds, pictureRecords } from './query.ts'
import { startRelink } from './relink.ts'
import { pictureSets } from './sets.ts'

const grey = (value: number) => plain(8, 8, value).pngSync()
const pets = { 'a/1.png': grey(1), 'a/2.png': grey(2), 'b/1.png': grey(3) }

function records({ context: { db } }: TestLibrary, setId: number) {
  return pictureRecords(db, [...pictureIds(db, { sets: [setId] }, { by: 'added' })])
}

const missing = (library: TestLibrary, setId: number) => {
  return records(library, setId)
    .filter((picture) => picture.missing)
    .map(({ source }) => source)
}

async function check(library: TestLibrary, setId: number) {
  return ended(library, startCheck(library, setId).jobId)
}

describe('files that move', () => {
  it('are marked as missing by a check, and found again below another folder by their content', async () => {
    const library = await openLibrary()
    const path = await writeFiles(library, 'pets', pets)
    const { setId } = await importAll(library, path)
    await rename(path, join(library.folder, 'moved'))
    await rename(join(library.folder, 'moved/a/2.png'), join(library.folder, 'moved/renamed.png'))
    expect((await check(library, setId)).note).toBe('3 files missing')
    expect(missing(library, setId)).toHaveLength(3)
    expect(pictureSets(library.context.db)[0].missing).toBe(3)

    const { jobId } = await startRelink(library, setId, join(library.folder, 'moved'))
    expect(await ended(library, jobId)).toMatchObject({ state: 'done', note: '3 of 3 missing files found' })
    // They are numbered as they have been read, which is not always in their order.
    expect(new Set(records(library, setId).map(({ source }) => source))).toEqual(
      new Set(['a/1.png', 'renamed.png', 'b/1.png'].map((file) => join(library.folder, 'moved', file))),
    )
    expect(missing(library, setId)).toEqual([])
    // The set follows, so that it can be refreshed.
    expect(pictureSets(library.context.db)[0].path).toBe(join(library.folder, 'moved'))
  })

  it('are found as archives and IDX files too', async () => {
    const library = await openLibrary()
    const archive = zip([
      { name: 'a/1.png', data: grey(1) },
      { name: 'a/2.png', data: grey(2) },
    ])
    const digits = idx(0x803, [2, 1, 1], [7, 9])
    const path = await writeFiles(library, 'held', { 'x.zip': archive, 'digits.idx': digits })
    const sets = [
      await importAll(library, join(path, 'x.zip')),
      await importAll(library, join(path, 'digits.idx')),
    ]
    await rename(path, join(library.folder, 'elsewhere'))
    await writeFile(join(library.folder, 'elsewhere/other.zip'), zip([{ name: 'a/1.png', data: grey(9) }]))
    for (const { setId } of sets) {
      await check(library, setId)
      expect(missing(library, setId)).toHaveLength(2)
      const { jobId } = await startRelink(library, setId, library.folder)
      expect((await ended(library, jobId)).note).toBe('1 of 1 missing file found')
      expect(missing(library, setId)).toEqual([])
    }
  })

  /** A set of very many missing files, which lie in another folder now, but for the last. */
  async function manyMissing(library: TestLibrary, count: number) {
    const { db } = library.context
    db.exec("INSERT INTO sets (id, name, kind, path, added) VALUES (1, 'many', 'folder', '/gone', 0)")
    const insert = db.prepare(
      `INSERT INTO pictures (set_id, name, path, hash, split, width, height, ground, grey, missing, added)
       VALUES (1, ?, ?, ?, 'train', 1, 1, 0, 1, 1, 0)`,
    )
    const names = Array.from({ length: count }, (_, i) => `${i}.png`)
    for (const name of names) insert.run(name, `/gone/${name}`, sha256(Buffer.from(name)))
    return writeFiles(library, 'moved', Object.fromEntries(names.slice(0, -1).map((name) => [name, name])))
  }

  it('are found when there are very many of them, in several pieces', async () => {
    const library = await openLibrary()
    const moved = await manyMissing(library, 1300)
    const { jobId } = await startRelink(library, 1, moved)
    expect(await ended(library, jobId)).toMatchObject({
      state: 'done',
      note: '1,299 of 1,300 missing files found',
      done: 1299,
      total: 1299,
    })
    expect(missing(library, 1)).toEqual(['/gone/1299.png'])
    const [{ source, name }] = records(library, 1)
    expect(source).toBe(join(moved, name))
  })

  it('stay missing when the search is cancelled', async () => {
    const library = await openLibrary()
    const { jobId } = await startRelink(library, 1, await manyMissing(library, 1300))
    library.context.jobs.cancel(jobId)
    expect((await ended(library, jobId)).state).toBe('cancelled')
    expect(missing(library, 1)).toHaveLength(1300)
  })

  it('stay missing while other content is in their place, until the set is refreshed', async () => {
    const library = await openLibrary()
    const path = await writeFiles(library, 'pets', pets)
    const { setId } = await importAll(library, path)
    await rm(join(path, 'a/1.png'))
    await check(library, setId)
    await writeFile(join(path, 'a/1.png'), grey(77))
    expect(await check(library, setId)).toMatchObject({
      skipped: 1,
      note: '0 files missing, 1 has changed',
    })
    expect(missing(library, setId)).toEqual([join(path, 'a/1.png')])
    await ended(library, startRefresh(library, setId).jobId)
    expect(missing(library, setId)).toEqual([])
  })

  it('are no longer missing when they are back', async () => {
    const library = await openLibrary()
    const path = await writeFiles(library, 'pets', pets)
    const { setId } = await importAll(library, path)
    await rename(path, `${path} away`)
    await check(library, setId)
    await rename(`${path} away`, path)
    expect((await check(library, setId)).note).toBe('0 files missing, 3 pictures are back')
    expect(missing(library, setId)).toEqual([])
  })

  it('are not looked for where there is no folder', async () => {
    const library = await openLibrary()
    const { setId } = await importAll(library, await writeFiles(library, 'pets', pets))
    await expect(startRelink(library, setId, join(library.folder, 'nowhere'))).rejects.toThrow(
      'There is no folder',
    )
  })
})

describe('edits by hand', () => {
  it('rename, turn and remove, and can be undone', async () => {
    const library = await openLibrary()
    const { setId } = await importAll(library, await writeFiles(library, 'pets', pets))
    const { db, history } = library.context
    renameSet(library, setId, 'Animals')
    setInvert(library, setId, 'always')
    expect(pictureSets(db)[0]).toMatchObject({ name: 'Animals', invert: 'always' })
    expect(records(library, setId).every(({ inverted }) => inverted)).toBe(true)

    const [first, second] = records(library, setId)
    await removePictures(library, [first.id, second.id, 999_999])
    expect(pictureCounts(db, {}).pictures).toBe(1)
    expect(pictureRecords(db, [first.id])).toEqual([])
    removeSet(library, setId)
    expect(pictureSets(db)).toEqual([])
    expect(pictureCounts(db, {}).pictures).toBe(0)
    expect(() => renameSet(library, setId, 'x')).toThrow('no longer in the library')

    expect(await history.undo()).toMatchObject({ name: 'Remove set Animals' })
    expect(await history.undo()).toMatchObject({ name: 'Remove 2 pictures' })
    expect(pictureCounts(db, {}).pictures).toBe(3)
    await history.undo()
    await history.undo()
    expect(pictureSets(db)[0]).toMatchObject({ name: 'pets', invert: 'auto' })
  })

  it('keep the removal of very many pictures small', async () => {
    const library = await openLibrary()
    const { setId } = await importAll(library, await writeFiles(library, 'pets', pets))
    await removePictures(
      library,
      records(library, setId).map(({ id }) => id),
    )
    const row = library.context.db.prepare('SELECT length(changes) AS length FROM edits').get()
    expect(row!.length).toBeLessThan(200)
  })
})

describe('adding a few pictures', () => {
  it('puts them into a set of their own at once, the same content once', async () => {
    const library = await openLibrary()
    const path = await writeFiles(library, 'drop', {
      'x.png': grey(1),
      'same.png': grey(1),
      'bad.png': 'text',
    })
    const paths = ['x.png', 'same.png', 'bad.png'].map((file) => join(path, file))
    const { pictures, skipped } = await addPictures(library, { source: { paths } })
    expect(pictures).toMatchObject([{ name: 'x.png', width: 8, missing: false, split: 'train' }])
    expect(skipped).toEqual([{ file: paths[2], reason: 'not a PNG, JPEG, WebP, BMP, GIF or TIFF picture' }])
    expect(pictureSets(library.context.db)).toMatchObject([
      { name: 'Dropped pictures', kind: 'files', pictures: 1 },
    ])
    const again = await addPictures(library, { source: { paths: [paths[1]] } })
    expect(again.pictures[0].id).toBe(pictures[0].id)
  })

  it('removes the parses of a file whose content has changed, and brings back a removed picture', async () => {
    const library = await openLibrary()
    const { db } = library.context
    const path = await writeFiles(library, 'drop', { 'x.png': grey(1) })
    const source = { paths: [join(path, 'x.png')] }
    const { pictures } = await addPictures(library, { source })
    keepParse(library, pictures[0].id, 0.5)
    expect(pictureRecords(db, [pictures[0].id])[0].parse).toEqual({ id: 1, mse: 0.5 })
    await writeFile(source.paths[0], grey(2))
    await removePictures(library, [pictures[0].id])
    const changed = await addPictures(library, { source })
    expect(changed.pictures[0].id).toBe(pictures[0].id)
    expect(changed.pictures[0].parse).toBeUndefined()
  })

  it('is refused where none can be read, and for more than 64 files', async () => {
    const library = await openLibrary()
    const path = await writeFiles(library, 'drop', { 'bad.png': 'text' })
    await expect(addPictures(library, { source: { paths: [join(path, 'bad.png'), path] } })).rejects.toThrow(
      'bad.png cannot be read: not a PNG',
    )
    const paths = Array.from({ length: 65 }, (_, i) => `/${i}`)
    await expect(addPictures(library, { source: { paths } })).rejects.toThrow('65 files are too many')
    expect(pictureSets(library.context.db)).toEqual([])
  })
})
