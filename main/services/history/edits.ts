import type { z } from 'zod'
import type { EditedTables, editedTables } from './tables.ts'

/** The names of an edit, for people and for programs. */
export interface EditLabel {
  /** For people: "Remove set my-pictures". */
  readonly name: string
  /** The kind of edit: 'library.remove-set'. Codes are stored on disk, so they never change their meaning. */
  readonly code: `${string}.${string}`
  readonly scope: Scope
}

/** An edit that was made. */
export interface MadeEdit extends EditLabel {
  /** Id of the window that made it; absent for the command line and for edits of earlier versions. */
  readonly madeBy?: string
}

/** What an edit belongs to: a list of the app, or the one document that it changes. */
export type Scope = 'library' | 'models' | 'runs' | `picture:${number}`

type Columns = Readonly<Record<string, unknown>>

/** The same columns of one row, or of many that change alike, before and after an edit. */
export interface Update<Table = string, Changed = Columns> {
  readonly table: Table
  readonly id: number | readonly number[]
  readonly before: Readonly<Changed>
  readonly after: Readonly<Changed>
}

/** A row that an edit creates. */
export interface Creation<Table = string, Row = Columns> {
  readonly table: Table
  readonly before: null
  readonly after: Readonly<Row>
}

/** The updates that are possible in tables. */
export type UpdateIn<Tables extends EditedTables> = {
  [Name in keyof Tables & string]: Update<Name, Partial<z.infer<Tables[Name]['columns']>>>
}[keyof Tables & string]

/** The creations that are possible in tables: rows of those that have a schema of `created` columns. */
export type CreationIn<Tables extends EditedTables> = {
  [Name in keyof Tables & string]: Tables[Name] extends {
    readonly created: infer Created extends z.ZodObject
  }
    ? Creation<Name, z.infer<Created> & Omit<z.infer<Tables[Name]['columns']>, 'removed'>>
    : never
}[keyof Tables & string]

/** An update of one of the workspace's tables. */
export type WorkspaceUpdate = UpdateIn<typeof editedTables>

/** Makes and undoes the changes that people make by hand. An edit and its undo are on disk when the method returns. */
export interface History<Tables extends EditedTables = typeof editedTables> {
  /**
   * Makes all changes and stores their undo, in one transaction.
   *
   * Edits of one `gesture` become one edit, as long as no other comes between them, so that a drag, which makes a
   * change for each move, is undone as a whole. A gesture that ends where it began leaves no edit.
   *
   * @param gesture an id that is never used for another gesture
   * @returns the ids of created rows, in order. Undo marks such a row as removed, so that its id is never used again.
   * @throws RnpError 'missing' if a row is gone, or no longer has the values before
   */
  edit(
    label: EditLabel,
    changes: readonly (UpdateIn<Tables> | CreationIn<Tables>)[],
    gesture?: string,
  ): number[]
  /**
   * Changes very many rows in turns, between which the app does other work. If the app dies meanwhile, the undo of what
   * was done is on disk. Rows that no longer have the values before are left as they are.
   */
  editMany(label: EditLabel, change: UpdateIn<Tables>): Promise<void>
  /**
   * Undoes the last edit, whatever its scope. Undos and redos run one at a time.
   *
   * @returns the edit; undefined if there is nothing to undo
   * @throws RnpError 'missing' if everything that it changed has changed since
   */
  undo(): Promise<MadeEdit | undefined>
  /** Redoes the edit that was undone last; otherwise as `undo`. */
  redo(): Promise<MadeEdit | undefined>
  /** The edits that undo and redo would act on next. */
  state(): { undo?: MadeEdit; redo?: MadeEdit }
  /**
   * Calls `listener` with the changes of every edit, undo and redo, once they are on disk and before they are
   * published.
   */
  onChange(listener: (changes: readonly UpdateIn<Tables>[]) => void): void
}
