import type { DatabaseSync } from 'node:sqlite'
import type { PictureFilter, PictureOrder } from '../../contract/library.ts'
import { currentModel } from '../models/currentModel.ts'

/** Values of an SQL statement's named parameters. */
export type Values = Record<string, string | number>

/**
 * SQL: the pictures of a JSON list of ids that are in the library, with their sets; json_each.key is their place in the
 * list. CROSS JOIN makes SQLite join in this order, whichever index it would prefer.
 */
export const LISTED = `json_each(:ids)
  CROSS JOIN pictures ON pictures.id = json_each.value AND +pictures.removed IS NULL
  CROSS JOIN sets ON sets.id = set_id AND sets.removed IS NULL`

/** Converts a filter to an SQL condition on the table of pictures. An empty list does not restrict anything. */
export function condition(db: DatabaseSync, filter: PictureFilter): { sql: string; values: Values } {
  const parts = ['pictures.removed IS NULL', 'set_id IN (SELECT id FROM sets WHERE removed IS NULL)']
  const values: Values = {}
  const anyOf = (column: string, name: string, list: readonly (string | number)[] | undefined) => {
    if (!list || list.length === 0) return
    parts.push(`${column} IN (SELECT value FROM json_each(:${name}))`)
    values[name] = JSON.stringify(list)
  }
  anyOf('set_id', 'sets', filter.sets)
  anyOf('label', 'labels', filter.labels)
  anyOf('split', 'splits', filter.splits)
  if (filter.missing !== undefined) parts.push(`missing = ${Number(filter.missing)}`)
  if (filter.parsed !== undefined) {
    const not = filter.parsed ? '' : 'NOT'
    // The plus makes SQLite test each picture; finding pictures by it would scan a set once for each parse.
    // DISTINCT puts the ids in the order of the pictures, in which their list is made fastest.
    parts.push(
      `+pictures.id ${not} IN (SELECT DISTINCT picture_id FROM current_parses WHERE model_id = :model)`,
    )
    values.model = currentModel(db)
  }
  if (filter.text) {
    parts.push(`(pictures.name LIKE :text ESCAPE '\\' OR label LIKE :text ESCAPE '\\')`)
    values.text = `%${filter.text.replace(/[\\%_]/g, '\\$&')}%`
  }
  return { sql: parts.join(' AND '), values }
}

/** The orders that SQL makes; 'error' is not one of them (byError.ts). */
type Column = Exclude<PictureOrder['by'], 'error'>

const columns: Record<Column, string> = {
  added: 'pictures.id',
  name: 'name_key',
  label: 'label',
  size: 'width * height',
}

/** The SQL of an order. Pictures without a label come last; ties follow the order in which they were added. */
export function orderBy(by: Column, descending: boolean): string {
  const column = columns[by]
  const direction = descending ? 'DESC' : 'ASC'
  if (by === 'added') return `${column} ${direction}`
  return `${column} ${direction}${by === 'label' ? ' NULLS LAST' : ''}, pictures.id ${direction}`
}
