import type { DatabaseSync } from 'node:sqlite'
import { isSqliteError, SQLITE_CONSTRAINT } from '../workspace/sqliteError.ts'
import { transaction } from '../workspace/transaction.ts'
import type { Change, Events, History } from './context.ts'
import { refuse } from './refuse.ts'
import { Rows } from './rows.ts'

/** So many edits can be undone. */
const KEPT = 200

interface Edit {
  readonly id: number
  readonly name: string
  readonly changes: readonly Change[]
}

/** The edits of a workspace, which outlive the app: an undo of yesterday's removal works today. */
export function createHistory(db: DatabaseSync, events: Events): History {
  const rows = new Rows(db)
  const listeners: ((changes: readonly Change[]) => void)[] = []

  const nameOf = (sql: string) => db.prepare(sql).get()?.name as string | undefined
  const state = () => ({ undo: nameOf(`SELECT name ${LAST}`), redo: nameOf(`SELECT name ${NEXT}`) })

  function tell(changes: readonly Change[]): void {
    const tables = new Set(changes.map(({ table }) => table))
    if (tables.has('sets') || tables.has('pictures')) events.publish({ type: 'library' })
    if (tables.has('models')) events.publish({ type: 'models' })
    if (tables.has('parses')) events.publish({ type: 'parses', pictureIds: picturesOf(db, changes) })
    for (const listener of listeners) listener(changes)
    events.publish({ type: 'history', history: state() })
  }

  /** Does the last edit's opposite, or the next one again. */
  function move(which: typeof LAST | typeof NEXT, undone: 0 | 1): string | undefined {
    const row = db.prepare(`SELECT id, name, changes ${which}`).get()
    if (!row) return undefined
    const edit: Edit = {
      id: Number(row.id),
      name: String(row.name),
      changes: JSON.parse(String(row.changes)) as Change[],
    }
    const changes = undone ? edit.changes.map(opposite) : edit.changes
    if (!apply(edit, changes, undone)) {
      // It would be in the way of all that come after it.
      db.prepare('DELETE FROM edits WHERE id = ?').run(edit.id)
      events.publish({ type: 'history', history: state() })
      refuse(
        'missing',
        `"${edit.name}" cannot be ${undone ? 'undone' : 'redone'}: what it changed has changed since, or is gone.`,
        `${undone ? 'Undo' : 'Redo'} once more for the one ${undone ? 'before' : 'after'} it.`,
      )
    }
    tell(changes)
    return edit.name
  }

  /** Whether any of it could be done: what has changed since, otherwise than through here, is left as it is. */
  function apply(edit: Edit, changes: readonly Change[], undone: 0 | 1): boolean {
    try {
      return transaction(db, () => {
        const changed = changes.reduce((count, change) => count + rows.change(change), 0)
        if (changed > 0) db.prepare('UPDATE edits SET undone = ? WHERE id = ?').run(undone, edit.id)
        return changed > 0
      })
    } catch (error) {
      if (isSqliteError(error, SQLITE_CONSTRAINT)) return false
      throw error
    }
  }

  return {
    state,
    onChange: (listener) => {
      listeners.push(listener)
    },
    edit(name, asked) {
      const changes = asked.filter(differs)
      if (changes.length === 0) return
      transaction(db, () => {
        for (const change of changes) {
          if (rows.change(change) < rows.idsOf(change).length) {
            refuse(
              'missing',
              `"${name}" is not possible: what it changes is gone or has changed.`,
              'Look at it anew.',
            )
          }
        }
        db.exec('DELETE FROM edits WHERE undone = 1')
        db.prepare('INSERT INTO edits (name, changes, made) VALUES (?, ?, ?)').run(
          name,
          JSON.stringify(changes),
          Date.now(),
        )
        db.prepare('DELETE FROM edits WHERE id <= (SELECT max(id) FROM edits) - ?').run(KEPT)
      })
      tell(changes)
    },
    undo: () => move(LAST, 1),
    redo: () => move(NEXT, 0),
  }
}

const LAST = 'FROM edits WHERE undone = 0 ORDER BY id DESC LIMIT 1'
const NEXT = 'FROM edits WHERE undone = 1 ORDER BY id LIMIT 1'

const opposite = ({ before, after, ...row }: Change): Change => ({ ...row, before: after, after: before })

const differs = ({ before, after }: Change) => Object.keys(after).some((name) => before[name] !== after[name])

/** The pictures whose parses have changed. */
function picturesOf(db: DatabaseSync, changes: readonly Change[]): number[] {
  const ids = changes.filter(({ table }) => table === 'parses').flatMap(({ id }) => id)
  const pictures = db
    .prepare('SELECT DISTINCT picture_id AS id FROM parses WHERE id IN (SELECT value FROM json_each(?))')
    .all(JSON.stringify(ids))
  return pictures.map(({ id }) => Number(id))
}
