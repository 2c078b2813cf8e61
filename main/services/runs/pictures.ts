import type { DatabaseSync } from 'node:sqlite'
import { RnpError } from '../../../model/errors.ts'
import type { RunData } from '../../contract/runs.ts'
import type { RunPictures } from '../../engine/runFolder.ts'
import { LISTED } from '../library/filter.ts'
import { pictureIds } from '../library/query.ts'
import { pictureRefs } from '../library/refs.ts'

interface Chosen extends RunPictures {
  /** In words: "mnist · 70,000 pictures". */
  readonly words: string
}

/** The pictures of a run by their splits; missing ones are left out. */
export function chosenPictures(db: DatabaseSync, data: RunData): Chosen {
  const ids =
    'ids' in data
      ? data.ids
      : pictureIds(db, { ...data.filter, missing: false }, { by: 'added', descending: false })
  const rows = db
    .prepare(
      `SELECT pictures.id AS id, split, sets.name AS name FROM ${LISTED}
       WHERE missing = 0 ORDER BY json_each.key`,
    )
    .all({ ids: JSON.stringify(Array.from(ids)) })
  const names = [...new Set(rows.map(({ name }) => String(name)))]
  const refsOf = (split: string) =>
    pictureRefs(
      db,
      rows.filter((row) => row.split === split).map(({ id }) => Number(id)),
    )
  const shown = names.length > 3 ? [...names.slice(0, 3), `${names.length - 3} more`] : names
  const words = `${shown.join(', ')} · ${rows.length.toLocaleString('en')} pictures`
  return { train: refsOf('train'), test: refsOf('test'), words }
}

/** Throws a data error where there is nothing to train on, or nothing to measure on. */
export function requireBoth({ train, test }: RunPictures): void {
  if (train.length === 0) {
    throw new RnpError('data', 'There is no picture to train on.', 'Choose pictures whose split is "train".')
  }
  if (test.length === 0) {
    throw new RnpError(
      'data',
      'There is no held-out picture to measure the model on.',
      'Add pictures whose split is "test": of every imported folder a tenth is.',
    )
  }
}
