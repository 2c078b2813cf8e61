import type { DatabaseSync } from 'node:sqlite'
import { setImmediate } from 'node:timers/promises'
import { RnpError } from '../../../model/errors.ts'
import { atOnce } from '../../base/atOnce.ts'
import { slices } from '../../base/slices.ts'
import { isSqliteError, SQLITE_CONSTRAINT } from '../../base/sqliteError.ts'
import { transaction } from '../../workspace/transaction.ts'
import type { Change, Events, History } from '../context.ts'
import { Rows } from './rows.ts'

/** So many edits can be undone. */
const KEPT = 200
/** Rows that are changed at once, of very many. */
const AT_ONCE = 1000

interface Edit {
  readonly id: number
  readonly name: string
  readonly changes: readonly Change[]
}

/** The history with what only the app itself asks of it. */
export interface OwnHistory extends History {
  /** Waits for what is being done in turns. */
  idle(): Promise<void>
}

/** The edits of a workspace, which outlive the app: an undo of yesterday's removal works today. */
export function createHistory(db: DatabaseSync, events: Events): OwnHistory {
  const rows = new Rows(db)
  const oneByOne = atOnce(1)
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
  async function move(which: typeof LAST | typeof NEXT, undone: 0 | 1): Promise<string | undefined> {
    const row = db.prepare(`SELECT id, name, changes ${which}`).get()
    if (!row) return undefined
    const edit: Edit = {
      id: Number(row.id),
      name: String(row.name),
      changes: JSON.parse(String(row.changes)) as Change[],
    }
    const changes = undone ? edit.changes.map(opposite) : edit.changes
    const isDone = await apply(edit, changes, undone).catch((error: unknown) => {
      // Some of it may be done.
      tell(changes)
      throw error
    })
    if (!isDone) {
      // It would be in the way of all that come after it.
      forget(edit)
      events.publish({ type: 'history', history: state() })
      throw new RnpError(
        'missing/not-found',
        `"${edit.name}" cannot be ${undone ? 'undone' : 'redone'}: what it changed has changed since, or is gone.`,
        `${undone ? 'Undo' : 'Redo'} once more for the one ${undone ? 'before' : 'after'} it.`,
      )
    }
    tell(changes)
    return edit.name
  }

  /** Whether any of it could be done: what has changed since, otherwise than through here, is left as it is. */
  async function apply(edit: Edit, changes: readonly Change[], undone: 0 | 1): Promise<boolean> {
    const mark = () => db.prepare('UPDATE edits SET undone = ? WHERE id = ?').run(undone, edit.id)
    const [first] = changes
    if (changes.length === 1 && rows.idsOf(first).length > AT_ONCE) {
      // As long as some of it is done it can be undone: its redo counts from the start, its undo from the end on.
      if (!undone) mark()
      const also = undone ? { last: () => (isLast(edit) ? mark() : forget(edit)) } : {}
      return (await changeInTurns(first, also)) > 0
    }
    try {
      return transaction(db, () => {
        const changed = changes.reduce((count, change) => count + rows.change(change), 0)
        if (changed > 0) mark()
        return changed > 0
      })
    } catch (error) {
      if (isSqliteError(error, SQLITE_CONSTRAINT)) return false
      throw error
    }
  }

  /**
   * Changes very many rows, some in a transaction of their own.
   *
   * @param also what belongs into the first transaction that changes anything, and into the last of all
   * @returns how many rows have changed
   */
  async function changeInTurns(
    change: Change,
    also: { readonly first?: () => unknown; readonly last?: () => unknown },
  ): Promise<number> {
    const ids = rows.idsOf(change)
    let seen = 0
    let changed = 0
    for (const id of slices(ids, AT_ONCE)) {
      transaction(db, () => {
        const now = rows.change({ ...change, id })
        if (changed === 0 && now > 0) also.first?.()
        seen += id.length
        changed += now
        if (seen === ids.length) also.last?.()
      })
      await setImmediate()
    }
    return changed
  }

  function remember(name: string, changes: readonly Change[]): void {
    db.exec('DELETE FROM edits WHERE undone = 1')
    db.prepare('INSERT INTO edits (name, changes, made) VALUES (?, ?, ?)').run(
      name,
      JSON.stringify(changes),
      Date.now(),
    )
    db.prepare('DELETE FROM edits WHERE id <= (SELECT max(id) FROM edits) - ?').run(KEPT)
  }

  function forget({ id }: Edit): void {
    db.prepare('DELETE FROM edits WHERE id = ?').run(id)
  }

  /** Whether no other edit was made after it: one leaves nothing before it to be done again. */
  function isLast({ id }: Edit): boolean {
    return db.prepare('SELECT 1 FROM edits WHERE id > ? AND undone = 0').get(id) === undefined
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
            throw new RnpError(
              'missing/not-found',
              `"${name}" is not possible: what it changes is gone or has changed.`,
              'Look at it anew.',
            )
          }
        }
        remember(name, changes)
      })
      tell(changes)
    },
    editMany: (name, change) =>
      oneByOne(async () => {
        try {
          await changeInTurns(change, { first: () => remember(name, [change]) })
        } finally {
          tell([change])
        }
      }),
    undo: () => oneByOne(() => move(LAST, 1)),
    redo: () => oneByOne(() => move(NEXT, 0)),
    idle: () => oneByOne(async () => {}),
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
