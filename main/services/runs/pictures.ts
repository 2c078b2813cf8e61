import type { DatabaseSync } from 'node:sqlite'
import { RnpError } from '../../../model/errors.ts'
import { formatMany } from '../../contract/counts.ts'
import type { PictureFilter } from '../../contract/library.ts'
import type { RunData } from '../../contract/runs.ts'
import type { PictureRef } from '../../reader/readerJobs.ts'
import type { RunPictures } from '../../runFolder/pictures.ts'
import { condition, LISTED } from '../library/filter.ts'
import { pictureIds } from '../library/query.ts'
import { idsInTurns, pictureRefs } from '../library/refs.ts'

interface Chosen extends RunPictures {
  /** Describes them: "mnist · 70,000 pictures". */
  readonly words: string
}

/** The numbers of a run's pictures by split. */
export interface Counts {
  readonly train: number
  readonly heldOut: number
}

/** Returns the pictures of a run by split; missing ones are left out. */
export async function chosenPictures(db: DatabaseSync, data: RunData): Promise<Chosen> {
  const ids = idsOf(db, data)
  const find = db.prepare(
    `SELECT pictures.id AS id, split, sets.name AS name FROM ${LISTED}
     WHERE missing = 0 ORDER BY json_each.key`,
  )
  const names = new Set<string>()
  const chosen = { train: [] as PictureRef[], test: [] as PictureRef[] }
  for await (const some of idsInTurns(ids)) {
    const rows = find.all({ ids: JSON.stringify(some) })
    for (const { name } of rows) names.add(String(name))
    for (const split of ['train', 'test'] as const) {
      const ofSplit = rows.filter((row) => row.split === split).map(({ id }) => Number(id))
      chosen[split].push(...pictureRefs(db, ofSplit))
    }
  }
  const shown = [...names].slice(0, 3).concat(names.size > 3 ? `${names.size - 3} more` : [])
  const count = chosen.train.length + chosen.test.length
  return { ...chosen, words: `${shown.join(', ')} · ${formatMany(count, 'picture')}` }
}

/** Returns an evenly spaced sample of at most `count` of a run's pictures; missing ones are left out. */
export async function samplePictures(db: DatabaseSync, data: RunData, count: number): Promise<PictureRef[]> {
  const ids = Array.from('ids' in data ? await presentIds(db, data.ids) : idsOf(db, data))
  const every = Math.ceil(ids.length / count)
  return pictureRefs(
    db,
    ids.filter((_, i) => i % every === 0),
  )
}

/** Returns those ids whose pictures are in the library and not missing, in their order. */
async function presentIds(db: DatabaseSync, ids: readonly number[]): Promise<number[]> {
  const find = db.prepare(`SELECT pictures.id AS id FROM ${LISTED} WHERE missing = 0 ORDER BY json_each.key`)
  const found: number[] = []
  for await (const some of idsInTurns(ids)) {
    for (const { id } of find.all({ ids: JSON.stringify(some) })) found.push(Number(id))
  }
  return found
}

const idsOf = (db: DatabaseSync, data: RunData): ArrayLike<number> =>
  'ids' in data ? data.ids : pictureIds(db, withoutMissing(data.filter), { by: 'added', descending: false })

/** Counts the pictures of a run by split; missing ones are left out. */
export function countChosen(db: DatabaseSync, data: RunData): Counts {
  const { from, where, values } = 'ids' in data ? listed(data.ids) : filtered(db, data.filter)
  const rows = db
    .prepare(`SELECT split, count(*) AS count FROM ${from} WHERE ${where} GROUP BY split`)
    .all(values)
  const of = (split: string) => Number(rows.find((row) => row.split === split)?.count ?? 0)
  return { train: of('train'), heldOut: of('test') }
}

const listed = (ids: readonly number[]) => ({
  from: LISTED,
  where: 'missing = 0',
  values: { ids: JSON.stringify(ids) },
})

function filtered(db: DatabaseSync, filter: PictureFilter) {
  const { sql, values } = condition(db, withoutMissing(filter))
  return { from: 'pictures', where: sql, values }
}

const withoutMissing = (filter: PictureFilter): PictureFilter => ({ ...filter, missing: false })

/** @throws RnpError 'data' if there is nothing to train on, or nothing held out to measure on */
export function requireBoth({ train, heldOut }: Counts): void {
  if (train === 0) {
    throw new RnpError(
      'data/empty',
      'There is no picture to train on.',
      'Choose pictures whose split is "train".',
    )
  }
  if (heldOut === 0) {
    throw new RnpError(
      'data/empty',
      'There is no held-out picture to measure the model on.',
      'Add pictures whose split is "test", as a tenth of every imported folder is.',
    )
  }
}
