import type { DatabaseSync } from 'node:sqlite'
import { sourceOf } from '../../../model/data/formats/index.ts'
import type { PictureFilter, PictureOrder, PictureRecord } from '../../contract/library.ts'
import { currentModel } from '../models/currentModel.ts'
import { orderByError } from './byError.ts'
import { condition, LISTED, orderBy, type Values } from './filter.ts'
import { byName } from './names.ts'
import { INVERTED } from './refs.ts'

/** Returns the ids of the pictures that match a filter, in order. */
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
  // As one JSON value, because a row for each id takes several times as long.
  const row = db
    .prepare(
      `SELECT json_group_array(id) AS ids FROM (
         SELECT pictures.id AS id FROM pictures WHERE ${sql} ORDER BY ${orderBy(by, descending)})`,
    )
    .get(values)
  return Uint32Array.from(JSON.parse(String(row!.ids)) as number[])
}

/** Counts the pictures that match a filter, by label, split and so on. */
export function pictureCounts(db: DatabaseSync, filter: PictureFilter) {
  const { sql, values } = condition(db, filter)
  // Also grouped by set, as the index is, unless the filter needs names, which the index does not have.
  const bySet = filter.text ? '+set_id' : 'set_id'
  const groups = db
    .prepare(
      `SELECT label, split, missing, count(*) AS count FROM pictures WHERE ${sql}
       GROUP BY ${bySet}, label, split, missing`,
    )
    .all(values) as unknown as Group[]
  const summary = summarize(groups)
  const known = filter.parsed === undefined ? undefined : filter.parsed ? summary.pictures : 0
  return { ...summary, parsed: known ?? countParsed(db, sql, values) }
}

/** Counts the pictures that meet a condition and that the current model has parsed. */
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

/** A number of pictures with the same label, split and state. */
export interface Group {
  readonly label: string | null
  readonly split: 'train' | 'test'
  readonly missing: number
  readonly count: number
}

/** Adds up groups of pictures. */
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

/** Returns pictures in the order of the given ids; those that are not in the library are left out. */
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
