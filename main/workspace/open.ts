import { existsSync, renameSync } from 'node:fs'
import path from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { RnpError } from '../../model/errors.ts'
import { backUp, backUpNow, needsBackup, restoreNewest } from './backups.ts'
import { connect, damageOf, isDamage } from './connect.ts'
import { migrate } from './migrate.ts'
import { migrations } from './migrations.ts'
import { type Ownership, own } from './owner.ts'
import { said } from './said.ts'
import { unusable } from './unusable.ts'

export interface Workspace {
  readonly db: DatabaseSync
  readonly folder: string
  /** ms since 1970 */
  readonly opened: number
  /** What a person should know of how it was opened: that it was restored, say. */
  readonly notes: readonly string[]
  /** Tells whoever tries to open it meanwhile where the app's page is. The address must not bear the token. */
  setAddress(address: string): void
  /** Copies the database beside the work in it, where it had changed since the last copy when it was opened. */
  backUp(): Promise<void>
  close(): Promise<void>
}

/**
 * Opens the workspace in a folder, which is made where it is not there. The database is checked first; a damaged one is
 * set aside and the newest whole copy takes its place.
 *
 * @throws RnpError 'busy' where another process has it, 'usage' where it cannot be written to or is of a newer version,
 *   'data' where neither the database nor any copy of it can be opened
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
    if (from) notes.push(`The workspace's database was gone: its copy of ${said(from)} was restored.`)
  }
  const db = openWhole(folder, file, ownership.afterCrash ? 'full' : 'quick', notes)
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

/** The database, whole: the one there, or where that is damaged the newest copy, or an empty one. */
function openWhole(folder: string, file: string, check: 'quick' | 'full', notes: string[]): DatabaseSync {
  const damage = tryOpen(file, check)
  if (typeof damage !== 'string') return damage
  const aside = setAside(file)
  const from = restoreNewest(folder, file)
  const came = from
    ? `its copy of ${said(from)} was restored`
    : 'there was no copy of it, so this workspace begins empty'
  notes.push(
    `The workspace's database was damaged (${damage}): ${came}. The damaged one is kept as ${aside}.`,
  )
  const restored = tryOpen(file, 'full')
  if (typeof restored !== 'string') return restored
  throw new RnpError(
    'data/damaged',
    `The workspace's database ${file} cannot be restored: ${restored}.`,
    'Look whether the disk is full or failing, or name another folder with --workspace.',
  )
}

/** The database, or why it is damaged. */
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

/** Renames a damaged database and what belongs to it. */
function setAside(file: string): string {
  const time = new Date().toISOString().replaceAll(/[:.]/g, '-')
  const aside = file.replace(/\.db$/, `.damaged-${time}.db`)
  for (const end of ['', '-wal', '-shm']) {
    if (existsSync(file + end)) renameSync(file + end, aside + end)
  }
  return aside
}
