import type { DatabaseSync } from 'node:sqlite'
import { sourceOf } from '../../../model/data/formats/index.ts'
import type { PictureFilter, PictureOrder, PictureRecord } from '../../contract/library.ts'
import { currentModel } from '../models/currentModel.ts'
import { orderByError } from './byError.ts'
import { condition, LISTED, orderBy, type Values } from './filter.ts'
import { byName } from './names.ts'
import { INVERTED } from './refs.ts'

/** Ids of the pictures of a filter, in order. */
export function pictureIds(
  db: DatabaseSync,
  filter: PictureFilter,
  order: PictureOrder,
): Uint32Array<ArrayBuffer> {
  const { by, descending = false } = order
  if (by === 'error') {
    const ids = pictureIds(db, filter, { by: 'added' })
    return orderByError(db, ids, { model: currentModel(db), descending })
  }
  const { sql, values } = condition(db, filter)
  // One value for all: a row for each takes several times as long to cross from SQLite.
  const row = db
    .prepare(
      `SELECT json_group_array(id) AS ids FROM (
         SELECT pictures.id AS id FROM pictures WHERE ${sql} ORDER BY ${orderBy(by, descending)})`,
    )
    .get(values)
  return Uint32Array.from(JSON.parse(String(row!.ids)) as number[])
}

/** Labels, splits and so on with their counts, over a filter. */
export function pictureCounts(db: DatabaseSync, filter: PictureFilter) {
  const { sql, values } = condition(db, filter)
  // By set too, because that is how the index has them; but names are not in the index.
  const bySet = filter.text ? '+set_id' : 'set_id'
  const groups = db
    .prepare(
      `SELECT label, split, missing, count(*) AS count FROM pictures WHERE ${sql}
       GROUP BY ${bySet}, label, split, missing`,
    )
    .all(values) as unknown as Group[]
  const summary = summarize(groups)
  const asked = filter.parsed === undefined ? undefined : filter.parsed ? summary.pictures : 0
  return { ...summary, parsed: asked ?? countParsed(db, sql, values) }
}

/** How many pictures of a condition the current model has parsed. */
function countParsed(db: DatabaseSync, sql: string, values: Values): number {
  const row = db
    .prepare(
      `SELECT count(*) AS count
       FROM (SELECT DISTINCT picture_id FROM current_parses WHERE model_id = :model)
       CROSS JOIN pictures ON pictures.id = picture_id WHERE ${sql}`,
    )
    .get({ ...values, model: currentModel(db) })
  return Number(row!.count)
}

/** Pictures that are alike in these, and how many there are. */
export interface Group {
  readonly label: string | null
  readonly split: 'train' | 'test'
  readonly missing: number
  readonly count: number
}

/** The totals of groups of pictures. */
export function summarize(groups: readonly Group[]) {
  const labels = new Map<string, number>()
  const splits = { train: 0, test: 0 }
  let pictures = 0
  let missing = 0
  for (const group of groups) {
    pictures += group.count
    splits[group.split] += group.count
    if (group.missing) missing += group.count
    if (group.label !== null) labels.set(group.label, (labels.get(group.label) ?? 0) + group.count)
  }
  const named = [...labels].map(([name, count]) => ({ name, count })).sort((a, b) => byName(a.name, b.name))
  return { pictures, missing, splits, labels: named }
}

/** Pictures by id, in the order asked for; ids that are not there are left out. */
export function pictureRecords(db: DatabaseSync, ids: readonly number[]): PictureRecord[] {
  const rows = db
    .prepare(
      `SELECT pictures.id AS id, set_id AS setId, pictures.name AS name, pictures.kind AS kind, pictures.path AS path,
         member, label, split, width, height, ${INVERTED} AS inverted, missing, pictures.added AS added,
         parses.id AS parseId, mse
       FROM ${LISTED}
       LEFT JOIN parses ON parses.id = (
         SELECT id FROM latest_parses WHERE picture_id = pictures.id AND model_id = :model)
       ORDER BY json_each.key`,
    )
    .all({ ids: JSON.stringify(ids), model: currentModel(db) }) as unknown as PictureRow[]
  return rows.map(({ kind, path, member, label, parseId, mse, ...row }) => ({
    ...row,
    source: sourceOf({ kind, path, member }),
    inverted: row.inverted === 1,
    missing: row.missing === 1,
    ...(label !== null && { label }),
    ...(parseId !== null && { parse: { id: parseId, mse: mse! } }),
  }))
}

interface PictureRow {
  id: number
  setId: number
  name: string
  kind: string
  path: string
  member: string
  label: string | null
  split: 'train' | 'test'
  width: number
  height: number
  inverted: number
  missing: number
  added: number
  parseId: number | null
  mse: number | null
}
