import type { DatabaseSync } from 'node:sqlite'
import { RnpError } from '../../../model/errors.ts'
import { formatMany } from '../../contract/counts.ts'
import type { PictureFilter } from '../../contract/library.ts'
import type { RunData } from '../../contract/runs.ts'
import type { PictureRef } from '../../reader/readerJobs.ts'
import type { RunPictures } from '../../runFolder/pictures.ts'
import { condition, LISTED } from '../library/filter.ts'
import { pictureIds } from '../library/query.ts'
import { inTurns, pictureRefs } from '../library/refs.ts'

interface Chosen extends RunPictures {
  /** In words: "mnist · 70,000 pictures". */
  readonly words: string
}

/** How many pictures a run would have, by their splits. */
export interface Counts {
  readonly train: number
  readonly heldOut: number
}

/** The pictures of a run by their splits; missing ones are left out. */
export async function chosenPictures(db: DatabaseSync, data: RunData): Promise<Chosen> {
  const ids = idsOf(db, data)
  const find = db.prepare(
    `SELECT pictures.id AS id, split, sets.name AS name FROM ${LISTED}
     WHERE missing = 0 ORDER BY json_each.key`,
  )
  const names = new Set<string>()
  const chosen = { train: [] as PictureRef[], test: [] as PictureRef[] }
  for await (const some of inTurns(ids)) {
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

/** So many of those pictures at most, from all over them; missing ones are left out. */
export async function someOf(db: DatabaseSync, data: RunData, count: number): Promise<PictureRef[]> {
  const ids = Array.from('ids' in data ? await thereOf(db, data.ids) : idsOf(db, data))
  const every = Math.ceil(ids.length / count)
  return pictureRefs(
    db,
    ids.filter((_, i) => i % every === 0),
  )
}

/** Those that are in the library and not missing, in their order. */
async function thereOf(db: DatabaseSync, ids: readonly number[]): Promise<number[]> {
  const find = db.prepare(`SELECT pictures.id AS id FROM ${LISTED} WHERE missing = 0 ORDER BY json_each.key`)
  const found: number[] = []
  for await (const some of inTurns(ids)) {
    for (const { id } of find.all({ ids: JSON.stringify(some) })) found.push(Number(id))
  }
  return found
}

const idsOf = (db: DatabaseSync, data: RunData): ArrayLike<number> =>
  'ids' in data ? data.ids : pictureIds(db, there(data.filter), { by: 'added', descending: false })

/** How many those are. */
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
  const { sql, values } = condition(db, there(filter))
  return { from: 'pictures', where: sql, values }
}

const there = (filter: PictureFilter): PictureFilter => ({ ...filter, missing: false })

/** Throws a data error where there is nothing to train on, or nothing to measure on. */
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
      'Add pictures whose split is "test": of every imported folder a tenth is.',
    )
  }
}
