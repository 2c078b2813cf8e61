import { existsSync, renameSync } from 'node:fs'
import path from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { RnpError } from '../../model/errors.ts'
import { backUp, backUpNow, needsBackup, restoreNewest } from './backups.ts'
import { connect, damageOf, isDamage } from './connect.ts'
import { formatTime } from './formatTime.ts'
import { migrate } from './migrate.ts'
import { migrations } from './migrations.ts'
import { type Ownership, own } from './owner.ts'
import { unusable } from './unusable.ts'

export interface Workspace {
  readonly db: DatabaseSync
  readonly folder: string
  /** ms since 1970 */
  readonly opened: number
  /** What a person should know about its opening, for example that it was restored from a copy. */
  readonly notes: readonly string[]
  /** Sets the page's address that processes which try to open it report. The address must not contain the token. */
  setAddress(address: string): void
  /** Copies the database in the background, once, if it had changed since the last copy when it was opened. */
  backUp(): Promise<void>
  close(): Promise<void>
}

/**
 * Opens the workspace in a folder, which is created if it does not exist. The database is checked first; a damaged one
 * is set aside and replaced by its newest undamaged copy.
 *
 * @throws RnpError 'busy' if another process has it open, 'usage' if it cannot be written to or is of a newer version,
 *   'data' if neither the database nor a copy of it can be opened
 */
export function openWorkspace(folder: string, steps: readonly string[] = migrations): Workspace {
  const absolute = path.resolve(folder)
  try {
    const ownership = own(absolute)
    try {
      return open(absolute, ownership, steps)
    } catch (error) {
      ownership.release()
      throw error
    }
  } catch (error) {
    throw unusable(absolute, error)
  }
}

function open(folder: string, ownership: Ownership, steps: readonly string[]): Workspace {
  const file = path.join(folder, 'workspace.db')
  const notes: string[] = []
  const isChanged = needsBackup(folder, file)
  if (!existsSync(file)) {
    const from = restoreNewest(folder, file)
    if (from)
      notes.push(`The workspace's database was missing: its copy of ${formatTime(from)} was restored.`)
  }
  const db = openUndamaged(folder, file, ownership.afterCrash ? 'full' : 'quick', notes)
  try {
    migrate(db, steps, () => backUpNow(db, folder))
  } catch (error) {
    db.close()
    throw error
  }
  let copying: Promise<void> | undefined
  return {
    db,
    folder,
    opened: Date.now(),
    notes,
    setAddress: ownership.setAddress,
    backUp() {
      copying ??= isChanged ? backUp(file, folder) : Promise.resolve()
      return copying
    },
    async close() {
      await copying?.catch(() => {})
      db.close()
      ownership.release()
    },
  }
}

/** Opens the database; if it is damaged, its newest undamaged copy, or an empty one if there is none. */
function openUndamaged(folder: string, file: string, check: 'quick' | 'full', notes: string[]): DatabaseSync {
  const damage = tryOpen(file, check)
  if (typeof damage !== 'string') return damage
  const aside = setAside(file)
  const from = restoreNewest(folder, file)
  const replacement = from
    ? `its copy of ${formatTime(from)} was restored`
    : 'there was no copy of it, so this workspace starts empty'
  notes.push(
    `The workspace's database was damaged (${damage}): ${replacement}. The damaged one is kept as ${aside}.`,
  )
  const restored = tryOpen(file, 'full')
  if (typeof restored !== 'string') return restored
  throw new RnpError(
    'data/damaged',
    `The workspace's database ${file} cannot be restored: ${restored}.`,
    'Check whether the disk is full or failing, or name another folder with --workspace.',
  )
}

/** Opens the database; returns why it is damaged instead, if so. */
function tryOpen(file: string, check: 'quick' | 'full'): DatabaseSync | string {
  let db: DatabaseSync
  try {
    db = connect(file)
  } catch (error) {
    if (isDamage(error)) return (error as Error).message
    throw error
  }
  const damage = damageOf(db, check)
  if (damage === undefined) return db
  db.close()
  return damage
}

/** Renames a damaged database and its log files. Returns the new name. */
function setAside(file: string): string {
  const time = new Date().toISOString().replaceAll(/[:.]/g, '-')
  const aside = file.replace(/\.db$/, `.damaged-${time}.db`)
  for (const end of ['', '-wal', '-shm']) {
    if (existsSync(file + end)) renameSync(file + end, aside + end)
  }
  return aside
}
