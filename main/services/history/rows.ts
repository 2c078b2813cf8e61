import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import type { ZodObject } from 'zod'
import type { Creation, Update } from './edits.ts'
import type { EditedTable, EditedTables } from './tables.ts'

type Row = Readonly<Record<string, SQLInputValue>>

/** Applies edits to rows of tables. Edits are validated, because they become part of SQL and may come from disk. */
export class Rows {
  readonly #db: DatabaseSync
  readonly #tables: EditedTables
  readonly #statements = new Map<string, StatementSync>()

  constructor(db: DatabaseSync, tables: EditedTables) {
    this.#db = db
    this.#tables = tables
  }

  /**
   * Changes rows from the values before an edit to those after it. A row that no longer has the values before is left
   * as it is.
   *
   * @returns how many rows have changed
   */
  update(change: Update): number {
    const { columns } = this.#table(change.table)
    const before = checked(change.table, columns.partial(), change.before)
    const after = checked(change.table, columns.partial(), change.after)
    const names = Object.keys(after)
    if (names.length === 0) throw new Error(`An edit of ${change.table} names no column.`)
    if (Object.keys(before).length !== names.length || !names.every((name) => name in before)) {
      throw new Error(
        `An edit of ${change.table} names other columns before (${Object.keys(before)}) than after (${names}).`,
      )
    }
    const statement = this.#statement(
      `UPDATE ${change.table} SET ${names.map((name) => `${name} = ?`).join(', ')}
       WHERE ${names.map((name) => `${name} IS ?`).join(' AND ')}
       AND id IN (SELECT value FROM json_each(?))`,
    )
    const values = [...names.map((name) => after[name]), ...names.map((name) => before[name])]
    return Number(statement.run(...values, JSON.stringify(idsOf(change))).changes)
  }

  /**
   * Inserts a row that an edit creates, marked as removed.
   *
   * @returns the update that makes it visible
   */
  create(change: Creation): Update {
    const { columns, created } = this.#table(change.table)
    if (!created) throw new Error(`An edit of ${change.table} creates a row, but edits of this table cannot.`)
    const row = checked(change.table, columns.omit({ removed: true }).extend(created.shape), change.after)
    const names = Object.keys(row)
    const statement = this.#statement(
      `INSERT INTO ${change.table} (${names.join(', ')}, removed) VALUES (${names.map(() => '?').join(', ')}, ?)`,
    )
    const now = Date.now()
    const { lastInsertRowid } = statement.run(...Object.values(row), now)
    return {
      table: change.table,
      id: Number(lastInsertRowid),
      before: { removed: now },
      after: { removed: null },
    }
  }

  #table(name: string): EditedTable {
    if (!Object.hasOwn(this.#tables, name)) throw new Error(`Edits cannot change a table ${name}.`)
    return this.#tables[name]
  }

  #statement(sql: string): StatementSync {
    const statement = this.#statements.get(sql) ?? this.#db.prepare(sql)
    this.#statements.set(sql, statement)
    return statement
  }
}

export function idsOf({ id }: Update): readonly number[] {
  return typeof id === 'number' ? [id] : [...new Set(id)]
}

function checked(table: string, schema: ZodObject, columns: object): Row {
  const { success, data, error } = schema.strict().safeParse(columns)
  if (success) return data as Row
  const [{ path, message }] = error.issues
  throw new Error(`An edit of ${table} cannot be made: ${[...path, message].join(': ')}.`)
}
