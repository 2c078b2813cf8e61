import type { DatabaseSync } from 'node:sqlite'
import { setImmediate } from 'node:timers/promises'
import { RnpError } from '../../../model/errors.ts'
import { chunks } from '../../base/chunks.ts'
import { Sequencer } from '../../base/limiter.ts'
import { isSqliteError, SQLITE_CONSTRAINT } from '../../base/sqliteError.ts'
import type { AppEvent } from '../../contract/app.ts'
import { transaction } from '../../workspace/transaction.ts'
import { callingWindow } from '../caller.ts'
import type { Events } from '../events.ts'
import type { Creation, CreationIn, EditLabel, History, MadeEdit, Update, UpdateIn } from './edits.ts'
import { differs, type Edit, EditLog, HISTORY_LIMITS } from './log.ts'
import { idsOf, Rows } from './rows.ts'
import type { EditedTables } from './tables.ts'

/** How many of very many rows are changed in one turn. */
const ROWS_PER_TURN = 1000

/** The edits of a workspace. They are on disk, so that yesterday's removal can be undone today. */
export class EditHistory<Tables extends EditedTables> implements History<Tables> {
  readonly #db: DatabaseSync
  readonly #events: Events
  readonly #tables: EditedTables
  readonly #rows: Rows
  readonly #log: EditLog
  readonly #sequencer = new Sequencer()
  readonly #listeners: ((changes: readonly UpdateIn<Tables>[]) => void)[] = []

  constructor(db: DatabaseSync, events: Events, tables: Tables, limits = HISTORY_LIMITS) {
    this.#db = db
    this.#events = events
    this.#tables = tables
    this.#rows = new Rows(db, tables)
    this.#log = new EditLog(db, limits)
  }

  edit(
    label: EditLabel,
    asked: readonly (UpdateIn<Tables> | CreationIn<Tables>)[],
    gesture?: string,
  ): number[] {
    const changes = (asked as readonly (Update | Creation)[]).filter(
      (change) => isCreation(change) || differs(change),
    )
    if (changes.length === 0) return []
    const created: number[] = []
    const done = transaction(this.#db, () => {
      const updates = changes.map((change) => {
        const update = isCreation(change) ? this.#rows.create(change) : change
        if (update !== change) created.push(...idsOf(update))
        if (this.#rows.update(update) < idsOf(update).length) {
          throw new RnpError(
            'missing/not-found',
            `"${label.name}" is not possible: what it changes is gone or has changed.`,
            'Look at its current state.',
          )
        }
        return update
      })
      this.#log.add(label, updates, gesture)
      return updates
    })
    this.#publish(done)
    return created
  }

  editMany(label: EditLabel, change: UpdateIn<Tables>): Promise<void> {
    return this.#sequencer.queue(async () => {
      try {
        await this.#updateInTurns(change, { onFirst: () => this.#log.add(label, [change]) })
      } finally {
        this.#publish([change])
      }
    })
  }

  undo(): Promise<MadeEdit | undefined> {
    return this.#sequencer.queue(() => this.#move(this.#log.toUndo(), true))
  }

  redo(): Promise<MadeEdit | undefined> {
    return this.#sequencer.queue(() => this.#move(this.#log.toRedo(), false))
  }

  state(): { undo?: MadeEdit; redo?: MadeEdit } {
    return this.#log.labels()
  }

  onChange(listener: (changes: readonly UpdateIn<Tables>[]) => void): void {
    this.#listeners.push(listener)
  }

  /** Waits until all queued edits, undos and redos are done. */
  idle(): Promise<void> {
    return this.#sequencer.queue(async () => {})
  }

  /** Undoes or redoes an edit. */
  async #move(edit: Edit | undefined, undone: boolean): Promise<MadeEdit | undefined> {
    if (!edit) return undefined
    const changes = undone ? edit.changes.map(opposite).reverse() : edit.changes
    const isDone = await this.#apply(edit, changes, undone).catch((error: unknown) => {
      // Some of it may be done.
      this.#publish(changes)
      throw error
    })
    if (!isDone) {
      // It would block all edits beyond it.
      this.#log.forget(edit)
      this.#publishState()
      throw new RnpError(
        'missing/not-found',
        `"${edit.made.name}" cannot be ${undone ? 'undone' : 'redone'}: what it changed has changed since, or is gone.`,
        `${undone ? 'Undo' : 'Redo'} once more for the one ${undone ? 'before' : 'after'} it.`,
      )
    }
    this.#publish(changes)
    this.#events.publish({ type: 'history-step', edit: edit.made, undone, by: callingWindow() })
    return edit.made
  }

  /**
   * @returns whether any of the changes could be made; rows that something else has changed since are left as they are
   */
  async #apply(edit: Edit, changes: readonly Update[], undone: boolean): Promise<boolean> {
    const mark = () => this.#log.mark(edit, undone)
    const [first] = changes
    if (changes.length === 1 && idsOf(first).length > ROWS_PER_TURN) {
      // While any of it is in effect it can be undone: a redo counts as done from its first turn, an undo from its
      // last.
      if (!undone) mark()
      const onLast = () => (this.#log.isLast(edit) ? mark() : this.#log.forget(edit))
      return (await this.#updateInTurns(first, undone ? { onLast } : {})) > 0
    }
    try {
      return transaction(this.#db, () => {
        const changed = changes.reduce((count, change) => count + this.#rows.update(change), 0)
        if (changed > 0) mark()
        return changed > 0
      })
    } catch (error) {
      if (isSqliteError(error, SQLITE_CONSTRAINT)) return false
      throw error
    }
  }

  /**
   * Changes very many rows, in several transactions between which the app does other work.
   *
   * @param hooks called inside the first transaction that changes anything, and inside the last transaction
   * @returns how many rows have changed
   */
  async #updateInTurns(
    change: Update,
    hooks: { readonly onFirst?: () => void; readonly onLast?: () => void },
  ): Promise<number> {
    const ids = idsOf(change)
    let seen = 0
    let changed = 0
    // Not `chunksInTurns`: the first turn is done when the caller gets its promise.
    for (const id of chunks(ids, ROWS_PER_TURN)) {
      transaction(this.#db, () => {
        const now = this.#rows.update({ ...change, id })
        if (changed === 0 && now > 0) hooks.onFirst?.()
        seen += id.length
        changed += now
        if (seen === ids.length) hooks.onLast?.()
      })
      await setImmediate()
    }
    return changed
  }

  /** Calls listeners before publishing, so that windows, which fetch upon the events, see what the listeners change. */
  #publish(changes: readonly Update[]): void {
    for (const listener of this.#listeners) listener(changes as readonly UpdateIn<Tables>[])
    const events = new Map<string, AppEvent>()
    for (const [table, ofTable] of Map.groupBy(changes, (change) => change.table)) {
      const event = this.#tables[table].event?.(this.#db, ofTable.flatMap(idsOf))
      if (event) events.set(event.type, event)
    }
    for (const event of events.values()) this.#events.publish(event)
    this.#publishState()
  }

  #publishState(): void {
    this.#events.publish({ type: 'history', history: this.state() })
  }
}

function isCreation(change: Update | Creation): change is Creation {
  return change.before === null
}

function opposite(change: Update): Update {
  return { ...change, before: change.after, after: change.before }
}
