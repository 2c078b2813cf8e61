import type { z } from 'zod'
import type { EditedTables, editedTables } from './tables.ts'

/** What an edit is called, by people and by programs. */
export interface EditLabel {
  /** In words, as undo says it: "Remove set my-pictures". */
  readonly name: string
  /** What kind of edit it is: 'library.remove-set'. Codes are kept on disk and never change their meaning. */
  readonly code: `${string}.${string}`
  readonly scope: Scope
}

/** What an edit belongs to: a list of the app, or the one document that it changes. */
export type Scope = 'library' | 'models' | 'runs' | `picture:${number}`

type Columns = Readonly<Record<string, unknown>>

/** Columns of rows before and after an edit: the same ones. `id` is a row's, or those of many rows that change alike. */
export interface Update<Table = string, Changed = Columns> {
  readonly table: Table
  readonly id: number | readonly number[]
  readonly before: Readonly<Changed>
  readonly after: Readonly<Changed>
}

/** A row that was not there before an edit. */
export interface Creation<Table = string, Row = Columns> {
  readonly table: Table
  readonly before: null
  readonly after: Readonly<Row>
}

/** The updates that are possible in tables. */
export type UpdateIn<Tables extends EditedTables> = {
  [Name in keyof Tables & string]: Update<Name, Partial<z.infer<Tables[Name]['columns']>>>
}[keyof Tables & string]

/** The creations that are possible in tables: those of rows whose `created` columns are described. */
export type CreationIn<Tables extends EditedTables> = {
  [Name in keyof Tables & string]: Tables[Name] extends {
    readonly created: infer Created extends z.ZodObject
  }
    ? Creation<Name, z.infer<Created> & Omit<z.infer<Tables[Name]['columns']>, 'removed'>>
    : never
}[keyof Tables & string]

/** An update of one of the workspace's tables. */
export type WorkspaceUpdate = UpdateIn<typeof editedTables>

/** Whatever a person does by hand goes through here: with its undo, on disk when it returns. */
export interface History<Tables extends EditedTables = typeof editedTables> {
  /**
   * Makes all changes in one transaction with their undo: whole or not at all. Throws where a row is gone, or no longer
   * has the values before.
   *
   * Edits of one `gesture` become one edit, as long as no other comes between them: a drag sends a change for each
   * move and is undone at once. A gesture that ends where it began is no edit.
   *
   * @param gesture an id that is never used again
   * @returns the ids of created rows, in order. Undo takes such a row away by its column `removed`, so its id is never given to another.
   */
  edit(
    label: EditLabel,
    changes: readonly (UpdateIn<Tables> | CreationIn<Tables>)[],
    gesture?: string,
  ): number[]
  /**
   * Makes a change of very many rows in turns: the app does other things in between, and where it dies, the undo of
   * what is done so far is on disk. Rows that no longer have the values before are left as they are.
   */
  editMany(label: EditLabel, change: UpdateIn<Tables>): Promise<void>
  /** Undoes the last edit, whatever its scope. @returns its name; undefined where there is nothing. One is done after the other. */
  undo(): Promise<string | undefined>
  redo(): Promise<string | undefined>
  /** What undo and redo would do next. */
  state(): { undo?: EditLabel; redo?: EditLabel }
  /**
   * Calls `listener` with what an edit, undo or redo has changed, once that is on disk and before it is published.
   */
  onChange(listener: (changes: readonly UpdateIn<Tables>[]) => void): void
}
