import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { MIN_LIGHT_GROUND } from '../../../model/data/ground.ts'
import { plain } from '../../../model/data/pictures.testing.ts'
import type { PictureFilter, PictureOrder } from '../../contract/library.ts'
import { removePictures, setInvert } from './edit.ts'
import { startImport } from './import.ts'
import { latestParses } from './latestParses.ts'
import { ended, importAll, keepParse, openLibrary, writeFiles } from './library.testing.ts'
import { pictureCounts, pictureIds, pictureRecords } from './query.ts'
import { pictureRefs } from './refs.ts'

/** Two sets: digits with train and test folders, and letters without labels. */
async function twoSets() {
  const library = await openLibrary()
  const { db } = library.context
  const grey = (value: number, side = 8) => plain(side, side, value).pngSync()
  const digits = await importAll(
    library,
    await writeFiles(library, 'digits', {
      'train/9/image 10.png': grey(1, 9),
      'train/9/image 9.png': grey(2, 12),
      'train/10/100%.png': grey(3),
      'test/10/Image_11.png': grey(4),
    }),
  )
  const letters = await importAll(library, await writeFiles(library, 'letters', { 'a.png': grey(200) }))
  const names = (filter: PictureFilter, order: PictureOrder = { by: 'name' }) => {
    return pictureRecords(db, [...pictureIds(db, filter, order)]).map(({ name }) => name)
  }
  return { library, db, digits, letters, names }
}

describe('which pictures', () => {
  it('says a filter: what is given must all hold, and of a list any', async () => {
    const { digits, letters, names } = await twoSets()
    expect(names({ sets: [letters.setId] })).toEqual(['a.png'])
    expect(names({ sets: [] })).toHaveLength(5)
    expect(names({ sets: [digits.setId, letters.setId], labels: ['10'] })).toEqual([
      '100%.png',
      'Image_11.png',
    ])
    expect(names({ labels: ['9', '10'], splits: ['train'] })).toEqual([
      '100%.png',
      'image 9.png',
      'image 10.png',
    ])
    expect(names({ text: 'IMAGE' })).toEqual(['image 9.png', 'image 10.png', 'Image_11.png'])
    expect(names({ text: '10' })).toEqual(['100%.png', 'image 10.png', 'Image_11.png'])
    expect(names({ text: '%' })).toEqual(['100%.png'])
    expect(names({ text: '_' })).toEqual(['Image_11.png'])
    expect(names({ missing: true })).toEqual([])
  })

  it('come in the order asked for, those without what it goes by last', async () => {
    const { library, db, names } = await twoSets()
    expect(names({}, { by: 'name', descending: true })).toEqual([
      'Image_11.png',
      'image 10.png',
      'image 9.png',
      'a.png',
      '100%.png',
    ])
    expect(names({}, { by: 'size', descending: true })[0]).toBe('image 9.png')
    expect(names({}, { by: 'label' }).at(-1)).toBe('a.png')
    expect(names({}, { by: 'added', descending: true })[0]).toBe('a.png')

    const [first, second] = pictureIds(db, {}, { by: 'name' })
    keepParse(library, first, 0.1)
    keepParse(library, first, 0.9)
    keepParse(library, second, 0.5)
    const rest = [...pictureIds(db, { parsed: false }, { by: 'added' })]
    expect([...pictureIds(db, {}, { by: 'error' })]).toEqual([second, first, ...rest])
    expect([...pictureIds(db, {}, { by: 'error', descending: true })]).toEqual([
      first,
      second,
      ...rest.reverse(),
    ])
    expect([...pictureIds(db, { parsed: true }, { by: 'added' })].sort()).toEqual([first, second].sort())
    expect(pictureIds(db, { parsed: false }, { by: 'added' })).toHaveLength(3)
    expect(pictureRecords(db, [first])[0].parse).toEqual({ id: 2, mse: 0.9 })
  })

  it('come by the error of their latest parse that is kept, by the current model', async () => {
    const { library, db, digits } = await twoSets()
    const ids = [...pictureIds(db, {}, { by: 'added' })]
    const [a, b, c, d, e] = ids
    const byError = (filter: PictureFilter = {}) => [...pictureIds(db, filter, { by: 'error' })]
    expect(byError()).toEqual(ids)
    keepParse(library, d, 0.3)
    keepParse(library, a, 0.2)
    keepParse(library, b, 0.2)
    const taken = keepParse(library, b, 0.9)
    const another = keepParse(library, c, 0.1)
    db.exec(`
      UPDATE parses SET removed = 1 WHERE id = ${taken};
      INSERT INTO models (id, name, kind, path, created, described)
        VALUES (2, 'n', 'opened', 'n', 0, '{"weights":"a"}');
      UPDATE parses SET model_id = 2 WHERE id = ${another}`)
    expect(byError()).toEqual([a, b, d, c, e])
    const inDigits = pictureIds(db, { sets: [digits.setId] }, { by: 'added' })
    expect(byError({ sets: [digits.setId] })).toEqual(byError().filter((id) => inDigits.includes(id)))
    expect(byError({ parsed: true })).toEqual([a, b, d])
    expect(byError({ text: 'nothing has this' })).toEqual([])
    db.exec("UPDATE settings SET value = '2' WHERE name = 'model.current'")
    expect(byError()).toEqual([c, a, b, d, e])
  })

  it('have a latest parse by the weights their model has now, with light and dark as they are now', async () => {
    const { library, db, letters } = await twoSets()
    const [first, another] = pictureIds(db, {}, { by: 'added' })
    const [id] = pictureIds(db, { sets: [letters.setId] }, { by: 'added' })
    /** What all who ask say of the one picture, and whether they agree on it. */
    const asked = (): number | undefined => {
      const latest = latestParses(db, 1, [id]).get(id)
      const isParsed = [...pictureIds(db, { parsed: true }, { by: 'added' })].includes(id)
      expect(pictureRecords(db, [id])[0].parse?.id).toBe(latest)
      expect(isParsed).toBe(latest !== undefined)
      expect([...pictureIds(db, { parsed: false }, { by: 'added' })].includes(id)).toBe(!isParsed)
      expect(pictureCounts(db, { sets: [letters.setId] }).parsed).toBe(Number(isParsed))
      // This one has the largest error of all with a parse; pictures without a parse come last.
      expect(pictureIds(db, { sets: [] }, { by: 'error' }).indexOf(id)).toBe(isParsed ? 1 : 4)
      return latest
    }
    keepParse(library, first, 0.1)
    const older = keepParse(library, id, 0.9)
    const inverted = keepParse(library, id, 0.5)
    expect(asked()).toBe(inverted)
    setInvert(library, letters.setId, 'never')
    expect(asked()).toBe(undefined)
    const upright = keepParse(library, id, 0.4)
    expect(asked()).toBe(upright)
    await library.context.history.undo()
    expect(asked()).toBe(inverted)
    db.exec(`UPDATE parses SET removed = 1 WHERE id = ${inverted}`)
    expect(asked()).toBe(older)
    db.exec(`UPDATE models SET described = '{"weights":"b"}' WHERE id = 1`)
    expect(asked()).toBe(undefined)
    keepParse(library, another, 0.1)
    const byB = keepParse(library, id, 0.2)
    expect(asked()).toBe(byB)
    db.exec(`UPDATE models SET described = '{"weights":"a"}' WHERE id = 1`)
    expect(asked()).toBe(older)
  })

  it('are compared with how they were parsed only once light and dark of a set with pictures have changed', async () => {
    const { library, db, letters } = await twoSets()
    const changed = () => db.prepare('SELECT sum(invert_changed) AS n FROM sets').get()!.n
    const { jobId } = await startImport(library, { source: { glyphs: { count: 2, seed: 3 } } })
    await ended(library, jobId)
    await importAll(library, await writeFiles(library, 'more', { 'b.png': plain(8, 8, 9).pngSync() }))
    expect(changed()).toBe(0)
    setInvert(library, letters.setId, 'never')
    expect(changed()).toBe(1)
    await library.context.history.undo()
    expect(changed()).toBe(1)
  })

  it('are inverted from the grey on that the model takes for light', async () => {
    const { db, letters } = await twoSets()
    const [id] = pictureIds(db, { sets: [letters.setId] }, { by: 'added' })
    const inverted = [MIN_LIGHT_GROUND - 1, MIN_LIGHT_GROUND].map((ground) => {
      db.prepare('UPDATE pictures SET ground = ? WHERE id = ?').run(ground, id)
      return pictureRefs(db, [id])[0].inverted
    })
    expect(inverted).toEqual([false, true])
  })

  it('are counted by label, in the order of their names, and by split', async () => {
    const { library, db, digits } = await twoSets()
    keepParse(library, pictureIds(db, {}, { by: 'name' })[0], 0.1)
    expect(pictureCounts(db, {})).toEqual({
      pictures: 5,
      labels: [
        { name: '9', count: 2 },
        { name: '10', count: 2 },
      ],
      splits: { train: 4, test: 1 },
      missing: 0,
      parsed: 1,
    })
    expect(pictureCounts(db, { sets: [digits.setId], splits: ['test'] })).toMatchObject({
      pictures: 1,
      parsed: 0,
    })
  })

  it('are given by id in the order asked for, without those that are not there', async () => {
    const { library, db } = await twoSets()
    const [a, b, c] = pictureIds(db, {}, { by: 'added' })
    await removePictures(library, [b])
    expect(pictureRecords(db, [c, 999, b, a]).map(({ id }) => id)).toEqual([c, a])
    expect(pictureRefs(db, [c, 999, b, a]).map(({ id }) => id)).toEqual([c, a])
  })

  it('may be generated: Glyphs of a seed, labelled, a part of them held out', async () => {
    const library = await openLibrary()
    const { db } = library.context
    const { jobId, setId } = await startImport(library, { source: { glyphs: { count: 22, seed: 3 } } })
    expect(await ended(library, jobId)).toMatchObject({ state: 'done', done: 22 })
    expect(pictureCounts(db, { sets: [setId] })).toMatchObject({
      pictures: 22,
      splits: { train: 20, test: 2 },
    })
    const [first] = pictureRecords(db, [...pictureIds(db, {}, { by: 'added' })])
    expect(first).toMatchObject({
      name: 'train 0',
      width: 28,
      inverted: false,
      source: 'Glyphs: seed 3, train 0',
    })
    expect(first.label).toBeTruthy()
    expect(pictureRefs(db, [first.id])).toEqual([
      {
        id: first.id,
        kind: 'glyph',
        path: '',
        member: '3 train 0',
        hash: expect.any(String),
        inverted: false,
      },
    ])
  })

  it('are turned round as their set says, or by their own border', async () => {
    const { db, letters, library } = await twoSets()
    const [id] = pictureIds(db, { sets: [letters.setId] }, { by: 'added' })
    const inverted = () => pictureRefs(db, [id])[0].inverted
    expect(inverted()).toBe(true)
    db.prepare(`UPDATE sets SET invert = 'never' WHERE id = ?`).run(letters.setId)
    expect(inverted()).toBe(false)
    expect(pictureRefs(db, [id])[0].path).toBe(join(library.folder, 'letters/a.png'))
  })
})
