import { rmSync } from 'node:fs'
import { symlink } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { idx, picture, plain, png, zip } from '../../../model/data/pictures.testing.ts'
import { until } from '../studio.testing.ts'
import { startImport } from './import.ts'
import { ended, importAll, openLibrary, writeFiles } from './library.testing.ts'
import { pictureIds, pictureRecords } from './query.ts'
import { pictureSets } from './sets.ts'

const grey = (value: number, side = 8) => plain(side, side, value).pngSync()
const all = { by: 'name' } as const

function recordsOf(library: Awaited<ReturnType<typeof openLibrary>>, setId: number) {
  const { db } = library.context
  return pictureRecords(db, [...pictureIds(db, { sets: [setId] }, all)])
}

/** Pictures of one name are in the order in which they happened to be read. */
const byLabel = (a: { label?: string }, b: { label?: string }) => a.label!.localeCompare(b.label!)

describe('importing', () => {
  it('reads a folder of pictures in any format, labelled by their folders', async () => {
    const library = await openLibrary()
    const path = await writeFiles(library, 'pets', {
      'cats/1.png': grey(10),
      'cats/2.bmp': plain(30, 20, 200).bmpSync(),
      'dogs/1.jpg': plain(300, 100, 90).jpegSync(),
    })
    const { setId, job } = await importAll(library, path)
    expect(job).toMatchObject({ state: 'done', done: 3, total: 3, skipped: 0, note: '3 pictures added' })
    expect(recordsOf(library, setId)).toMatchObject(
      [
        {
          name: '1.jpg',
          label: 'dogs',
          width: 300,
          height: 100,
          inverted: false,
          source: join(path, 'dogs/1.jpg'),
        },
        { name: '1.png', label: 'cats', width: 8, height: 8, inverted: false, missing: false },
        { name: '2.bmp', label: 'cats', width: 30, height: 20, inverted: true },
      ].sort((a, b) => a.name.localeCompare(b.name)),
    )
    const [set] = pictureSets(library.context.db)
    expect(set).toMatchObject({
      id: setId,
      name: 'pets',
      kind: 'folder',
      path,
      pictures: 3,
      labels: [
        { name: 'cats', count: 2 },
        { name: 'dogs', count: 1 },
      ],
      invert: 'auto',
    })
  })

  it('passes over whatever cannot be read, with its reason, and reads the rest', async () => {
    const library = await openLibrary()
    const path = await writeFiles(library, 'mixed', {
      '0 good.png': grey(10),
      '1 empty.png': '',
      '2 text.png': 'this is text',
      '3 cut.jpg': plain(8, 8, 5).jpegSync().subarray(0, -2),
      '4 huge.png': png(50_000, 50_000, 1, 0, new Uint8Array(9)),
      '5 notes.txt': 'notes',
      '6 damaged.png': png(9, 9, 8, 0, new Uint8Array(3)),
      '7 broken.zip': 'PK and no more',
      'deep/8 good.png': grey(20),
      'deep/.DS_Store': 'what a Mac leaves',
      'pack.zip': zip([
        { name: 'in/9 good.png', data: grey(30) },
        { name: 'in/9 bad.png', data: grey(30).subarray(0, 40) },
        { name: 'in/9 secret.png', data: grey(30), deflate: true, flags: 1 },
        { name: 'in/9 bomb.png', data: Buffer.alloc(2 ** 20), deflate: true, declaredSize: 200 },
        { name: 'in/9 inner.zip', data: zip([{ name: 'x.png', data: grey(1) }]) },
      ]),
    })
    await symlink(path, join(path, 'deep', 'loop'))
    await symlink(join(path, 'nowhere.png'), join(path, '10 broken link.png'))
    const { setId, job } = await importAll(library, path)
    expect(job).toMatchObject({ state: 'done', note: '3 pictures added' })
    expect(recordsOf(library, setId).map(({ name, label }) => [name, label])).toEqual([
      ['0 good.png', undefined],
      ['8 good.png', 'deep'],
      ['9 good.png', 'pack'],
    ])
    const skipped = Object.fromEntries(
      library.context.jobs.skipped({ setId }).map(({ file, reason }) => [basename(file), reason]),
    )
    const reasons = {
      '1 empty.png': 'empty',
      '2 text.png': 'not a PNG',
      '3 cut.jpg': 'truncated',
      '4 huge.png': 'too large',
      '5 notes.txt': 'not a PNG',
      '6 damaged.png': '',
      '7 broken.zip': 'file is truncated',
      loop: 'a link to a folder already read',
      '10 broken link.png': 'ENOENT',
      '9 bad.png': 'truncated',
      '9 secret.png': 'encrypted',
      '9 bomb.png': 'more than the 200 bytes',
      '9 inner.zip': 'not a PNG',
    }
    expect(Object.keys(skipped).sort()).toEqual(Object.keys(reasons).sort())
    for (const [file, reason] of Object.entries(reasons)) expect(skipped[file]).toContain(reason)
    expect(job.skipped).toBe(Object.keys(reasons).length)
  })

  it('takes a listing that comes in many pieces whole, in its order', async () => {
    const library = await openLibrary()
    const names = Array.from({ length: 2300 }, (_, i) => `more/${String(i).padStart(4, '0')}.png`)
    const path = await writeFiles(library, 'zips', {
      'many.zip': zip(
        ['train/1.png', 'test/1.png', ...names].map((name) => ({ name: `many/${name}`, data: grey(10) })),
      ),
    })
    const { setId, job } = await importAll(library, join(path, 'many.zip'))
    expect(job).toMatchObject({ done: 2, skipped: 2300 })
    const skipped = library.context.jobs.skipped({ setId }).map(({ file }) => file)
    expect(skipped).toEqual(names.map((name) => `${join(path, 'many.zip')} many/${name}`))
    const { db } = library.context
    const { jobId } = await startImport(library, { source: { glyphs: { count: 2500, seed: 0 } } })
    await ended(library, jobId)
    const members = db.prepare("SELECT member FROM pictures WHERE kind = 'glyph' ORDER BY id").all()
    const places = (split: string) =>
      members
        .map(({ member }) => String(member).split(' '))
        .flatMap(([, of, i]) => (of === split ? Number(i) : []))
        .sort((a, b) => a - b)
    expect(places('train')).toEqual(Array.from({ length: 2273 }, (_, i) => i))
    expect(places('test')).toEqual(Array.from({ length: 227 }, (_, i) => i))
  })

  it('gives no label to what lies beside the folders with labels', async () => {
    const library = await openLibrary()
    const path = await writeFiles(library, 'mixed', { 'loose.png': grey(10), 'cats/1.png': grey(20) })
    const { setId } = await importAll(library, path)
    expect(recordsOf(library, setId).map(({ name, label }) => [name, label])).toEqual([
      ['1.png', 'cats'],
      ['loose.png', undefined],
    ])
    expect(pictureSets(library.context.db)[0].labels).toEqual([{ name: 'cats', count: 1 }])
  })

  it('knows IDX files, their labels and their splits, and what of them is given', async () => {
    const library = await openLibrary()
    const files = {
      'train-images-idx3-ubyte.gz': gzipSync(idx(0x803, [3, 2, 2], new Uint8Array(12).fill(7))),
      'train-labels-idx1-ubyte.gz': gzipSync(idx(0x801, [3], [4, 1, 4])),
      't10k-images-idx3-ubyte': idx(0x803, [1, 2, 2], [0, 0, 0, 255]),
      't10k-labels-idx1-ubyte': idx(0x801, [1], [9]),
    }
    const path = await writeFiles(library, 'digits', files)
    const { setId } = await importAll(library, path)
    expect(pictureSets(library.context.db)).toMatchObject([
      { kind: 'idx', invert: 'never', splits: { train: 3, test: 1 }, pictures: 4 },
    ])
    expect(recordsOf(library, setId).map(({ name, label, split }) => [name, label, split])).toEqual([
      ['t10k 0', '9', 'test'],
      ['train 0', '4', 'train'],
      ['train 1', '1', 'train'],
      ['train 2', '4', 'train'],
    ])
    const again = await importAll(library, ...Object.keys(files).map((file) => join(path, file)))
    expect(recordsOf(library, again.setId).map(({ split }) => split)).toEqual([
      'test',
      'train',
      'train',
      'train',
    ])
  })

  it('knows Omniglot, and a zip of pictures with train and test folders', async () => {
    const library = await openLibrary()
    const drawing = picture(2, 2, [0, 255, 255, 255]).pngSync()
    const path = await writeFiles(library, 'zips', {
      'images_background.zip': zip(
        ['Greek', 'Latin'].map((name) => ({
          name: `images_background/${name}/character01/1.png`,
          data: drawing,
        })),
      ),
      'set.zip': zip(
        ['set/train/a/1.png', 'set/test/a/2.png', 'set/more/3.png'].map((name) => ({ name, data: drawing })),
      ),
    })
    const omniglot = await importAll(library, join(path, 'images_background.zip'))
    expect(recordsOf(library, omniglot.setId).sort(byLabel)).toMatchObject([
      { label: 'Greek/character01', split: 'train', inverted: true },
      { label: 'Latin/character01', split: 'test', inverted: true },
    ])
    const set = await importAll(library, join(path, 'set.zip'))
    expect(recordsOf(library, set.setId)).toMatchObject([
      { label: 'a', split: 'train' },
      { label: 'a', split: 'test' },
    ])
    expect(library.context.jobs.skipped({ setId: set.setId })).toEqual([
      { file: `${join(path, 'set.zip')} set/more/3.png`, reason: 'outside train/ and test/' },
    ])
  })

  it('holds out a tenth of other folders, the same each time', async () => {
    const library = await openLibrary()
    const files = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`${i}.png`, grey(i)]))
    const first = await importAll(library, await writeFiles(library, 'one', files))
    const second = await importAll(library, await writeFiles(library, 'two', files))
    const splits = (setId: number) => recordsOf(library, setId).map(({ split }) => split)
    expect(splits(first.setId).filter((split) => split === 'test')).toHaveLength(2)
    expect(splits(second.setId)).toEqual(splits(first.setId))
  })

  it('turns the pictures of EMNIST, also those that an earlier version has imported as they lay', async () => {
    const library = await openLibrary()
    const { db } = library.context
    const name = 'emnist-letters-test-images-idx3-ubyte'
    const path = await writeFiles(library, 'emnist', { [name]: idx(0x803, [6, 3, 2], Array(36).fill(7)) })
    const { setId } = await importAll(library, join(path, name))
    const sizes = () => recordsOf(library, setId).map(({ width, height }) => `${width} x ${height}`)
    expect(sizes()).toEqual(Array(6).fill('3 x 2'))
    db.prepare("UPDATE sets SET kind = 'idx'").run()
    db.prepare("UPDATE pictures SET kind = 'idx', width = 2, height = 3").run()
    await importAll(library, join(path, name))
    expect(sizes()).toEqual(Array(6).fill('3 x 2'))
  })

  it('says of a set that values were stretched, also when it is read again', async () => {
    const library = await openLibrary()
    const path = await writeFiles(library, 'depths', {
      'deep.png': png(2, 1, 16, 0, Uint8Array.from([0, 0, 0, 0x0f, 0xff])),
      'plain.png': grey(9),
    })
    const note =
      'Stretched to black and white: values that do not use the range of their type, for instance 0 to 4,095 of deep.png.'
    for (const _ of ['first', 'again']) {
      await importAll(library, path)
      expect(pictureSets(library.context.db)).toMatchObject([{ name: 'depths', notes: [note] }])
    }
  })

  it('refuses a path where nothing is, and removes a set that nothing could be read into', async () => {
    const library = await openLibrary()
    await expect(importAll(library, join(library.folder, 'nowhere'))).rejects.toThrow('There is nothing at')
    const path = await writeFiles(library, 'bad', { 'a.zip': 'PK and no more' })
    const { job } = await importAll(library, join(path, 'a.zip'))
    expect(job).toMatchObject({ state: 'failed', error: { kind: 'data' } })
    expect(pictureSets(library.context.db)).toEqual([])
  })

  it('adds what is new when the same folder is imported again, and says so', async () => {
    const library = await openLibrary()
    const path = await writeFiles(library, 'pets', { 'a/1.png': grey(1), 'a/2.png': 'bad' })
    const { setId } = await importAll(library, path)
    await writeFiles(library, 'pets', { 'a/2.png': grey(2), 'b/3.png': grey(3) })
    const again = await importAll(library, path)
    expect(again.setId).toBe(setId)
    expect(again.job.title).toContain('in the library already')
    expect(again.job.note).toBe('2 pictures added, 1 was there already')
    expect(recordsOf(library, setId).map(({ name }) => name)).toEqual(['1.png', '2.png', '3.png'])
    expect(library.context.jobs.skipped({ setId })).toEqual([])
  })

  it('publishes files that are skipped, or no longer skipped, after the last picture', async () => {
    const library = await openLibrary()
    const path = await writeFiles(library, 'pets', { '1.png': grey(1), '2.png': 'bad', 'notes.txt': 'notes' })
    const { db, events } = library.context
    const told: number[] = []
    void (async () => {
      for await (const { type } of events.subscribe()) {
        if (type === 'library') told.push(pictureSets(db)[0]?.skipped)
      }
    })()
    const { setId } = await importAll(library, path)
    await until(() => told.at(-1) === 2)
    rmSync(join(path, 'notes.txt'))
    await importAll(library, path)
    await until(() => told.at(-1) === 1)
    rmSync(join(path, '2.png'))
    await importAll(library, path)
    await until(() => told.at(-1) === 0)
    expect(library.context.jobs.skipped({ setId })).toEqual([])
  })
})
