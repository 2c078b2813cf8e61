import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import { callingWindow } from '../caller.ts'
import type { EditLabel, MadeEdit, Update } from './edits.ts'

/** How much can be undone. The last edit always can, whatever its size. */
export interface HistoryLimits {
  readonly edits: number
  /** Total size of the changes that the edits store. */
  readonly bytes: number
}

/** Enough for hours of drawing: an edit of one row takes about 200 bytes, one of a million rows 8 MB. */
export const HISTORY_LIMITS: HistoryLimits = { edits: 5000, bytes: 64 * 2 ** 20 }

/** A stored edit. */
export interface Edit {
  readonly id: number
  readonly made: MadeEdit
  readonly changes: readonly Update[]
}

/** The edits of a workspace in the order in which they were made; undone ones come last. */
export class EditLog {
  readonly #db: DatabaseSync
  readonly #limits: HistoryLimits

  constructor(db: DatabaseSync, limits: HistoryLimits) {
    this.#db = db
    this.#limits = limits
  }

  /** The edits that undo and redo would act on next. */
  labels(): { undo?: MadeEdit; redo?: MadeEdit } {
    const [undo, redo] = [UNDO, REDO].map((which) => {
      const row = this.#db.prepare(`SELECT ${MADE} ${which}`).get()
      return row && madeEdit(row)
    })
    return { undo, redo }
  }

  toUndo(): Edit | undefined {
    return this.#read(UNDO)
  }

  toRedo(): Edit | undefined {
    return this.#read(REDO)
  }

  /**
   * Adds an edit, or joins it with the last one if both are of the same gesture. Undone edits can no longer be redone,
   * and the oldest edits beyond the limits are deleted.
   */
  add(label: EditLabel, changes: readonly Update[], gesture?: string): void {
    this.#db.exec('DELETE FROM edits WHERE undone = 1')
    if (gesture === undefined) this.#insert(label, changes)
    else this.#addGesture(label, changes, gesture)
  }

  mark({ id }: Edit, undone: boolean): void {
    this.#db.prepare('UPDATE edits SET undone = ? WHERE id = ?').run(Number(undone), id)
  }

  forget({ id }: Edit): void {
    this.#db.prepare('DELETE FROM edits WHERE id = ?').run(id)
  }

  /** Whether no other edit was made after it. */
  isLast({ id }: Edit): boolean {
    return this.#db.prepare('SELECT 1 FROM edits WHERE id > ? AND undone = 0').get(id) === undefined
  }

  #read(which: typeof UNDO | typeof REDO): Edit | undefined {
    const row = this.#db.prepare(`SELECT id, changes, ${MADE} ${which}`).get()
    return row && { id: Number(row.id), made: madeEdit(row), changes: JSON.parse(String(row.changes)) }
  }

  #insert({ name, code, scope }: EditLabel, changes: readonly Update[], gesture?: string): void {
    const last = this.#db
      .prepare('SELECT earlier + octet_length(changes) AS bytes FROM edits ORDER BY id DESC LIMIT 1')
      .get()
    const earlier = Number(last?.bytes ?? 0)
    const text = JSON.stringify(changes)
    const { lastInsertRowid: id } = this.#db
      .prepare(
        `INSERT INTO edits (name, code, scope, window, gesture, made, earlier, changes)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(name, code, scope, callingWindow() ?? null, gesture ?? null, Date.now(), earlier, text)
    this.#db.prepare('DELETE FROM edits WHERE id <= ?').run(Number(id) - this.#limits.edits)
    this.#db
      .prepare('DELETE FROM edits WHERE earlier < ? AND id < ?')
      .run(earlier + Buffer.byteLength(text) - this.#limits.bytes, id)
  }

  #addGesture(label: EditLabel, changes: readonly Update[], gesture: string): void {
    const last = this.#db.prepare(`SELECT gesture ${UNDO}`).get()
    const earlier = last?.gesture === gesture ? this.toUndo() : undefined
    const joined = joinChanges([...(earlier?.changes ?? []), ...changes])
    if (earlier) this.forget(earlier)
    if (joined.length > 0) this.#insert(label, joined, gesture)
  }
}

/** The columns of a MadeEdit. */
const MADE = 'name, code, scope, window'

function madeEdit({ name, code, scope, window }: Readonly<Record<string, SQLOutputValue>>): MadeEdit {
  const label = { name, code, scope } as unknown as EditLabel
  return window === null ? label : { ...label, madeBy: String(window) }
}

const UNDO = 'FROM edits WHERE undone = 0 ORDER BY id DESC LIMIT 1'
const REDO = 'FROM edits WHERE undone = 1 ORDER BY id LIMIT 1'

/** Joins successive changes into one for each row; rows that end as they were are left out. */
function joinChanges(changes: readonly Update[]): Update[] {
  const rows = new Map<string, Update>()
  for (const { table, id: ids, before, after } of changes) {
    for (const id of [ids].flat()) {
      const earlier = rows.get(`${table} ${id}`)
      const joined = {
        table,
        id,
        before: { ...before, ...earlier?.before },
        after: { ...earlier?.after, ...after },
      }
      rows.set(`${table} ${id}`, joined)
    }
  }
  return [...rows.values()].filter(differs)
}

/** Whether an update changes anything. */
export function differs({ before, after }: Update): boolean {
  return Object.keys(after).some((name) => before[name] !== after[name])
}
