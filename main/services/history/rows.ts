import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Change } from '../context.ts'

const TABLES: readonly Change['table'][] = ['sets', 'pictures', 'runs', 'models', 'parses']

/** Changes rows of the workspace's tables by what an edit says of them. */
export class Rows {
  readonly #db: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()

  constructor(db: DatabaseSync) {
    this.#db = db
  }

  idsOf({ id }: Change): readonly number[] {
    return typeof id === 'number' ? [id] : [...new Set(id)]
  }

  /**
   * Takes rows from the values before to those after. A row that no longer has the values before is left as it is.
   * @returns how many rows have changed
   */
  change(change: Change): number {
    const columns = Object.keys(change.after)
    const statement = this.#statement(change.table, columns, Object.keys(change.before))
    const values = [
      ...columns.map((name) => change.after[name]),
      ...columns.map((name) => change.before[name]),
    ]
    return Number(statement.run(...values, JSON.stringify(this.idsOf(change))).changes)
  }

  #statement(table: Change['table'], columns: readonly string[], before: readonly string[]): StatementSync {
    const key = `${table} ${columns.join(' ')}`
    let statement = this.#statements.get(key)
    if (!statement) {
      this.#check(table, columns)
      statement = this.#db.prepare(
        `UPDATE ${table} SET ${columns.map((name) => `${name} = ?`).join(', ')}
         WHERE ${columns.map((name) => `${name} IS ?`).join(' AND ')}
         AND id IN (SELECT value FROM json_each(?))`,
      )
      this.#statements.set(key, statement)
    }
    if (before.length !== columns.length || !before.every((name) => columns.includes(name))) {
      throw new Error(`An edit of ${table} names other columns before (${before}) than after (${columns}).`)
    }
    return statement
  }

  /** Names become part of SQL, and edits are read back from disk: only what is in the tables passes. */
  #check(table: Change['table'], columns: readonly string[]): void {
    if (!TABLES.includes(table)) throw new Error(`There are no edits of a table ${table}.`)
    const known = this.#db.prepare(`PRAGMA table_info(${table})`).all()
    const names = known.map(({ name }) => String(name)).filter((name) => name !== 'id')
    const unknown = columns.find((name) => !names.includes(name))
    if (columns.length === 0 || unknown !== undefined) {
      throw new Error(
        `An edit of ${table} names ${unknown ? `the column ${unknown}, which it has not` : 'no column'}.`,
      )
    }
  }
}
