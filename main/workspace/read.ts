import { existsSync } from 'node:fs'
import path from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { RnpError } from '../../model/errors.ts'
import { hasBackups } from './backups.ts'
import { connectToRead, isDamage } from './connect.ts'
import { newerWorkspace, versionOf } from './migrate.ts'
import { migrations } from './migrations.ts'
import { unusable } from './unusable.ts'

/**
 * Reads a snapshot of a workspace, also while the app has it open: SQLite's log lets others read beside the writer.
 * Nothing is created, migrated or repaired.
 *
 * @throws RnpError 'usage' if the tables are of another version or may not be read, 'data' if the database is damaged,
 *   or missing although there are copies of it
 * @returns what `look` returns; undefined if there is no workspace
 */
export function readWorkspace<T>(
  folder: string,
  look: (db: DatabaseSync) => T,
  steps: readonly string[] = migrations,
): T | undefined {
  const absolute = path.resolve(folder)
  const file = path.join(absolute, 'workspace.db')
  try {
    if (!existsSync(file)) {
      if (hasBackups(absolute)) throw unsound(file, 'missing')
      return undefined
    }
    const db = connectToRead(file)
    try {
      // All reads see the same snapshot.
      db.exec('BEGIN')
      checkVersion(absolute, versionOf(db), steps.length)
      return look(db)
    } finally {
      db.close()
    }
  } catch (error) {
    throw isDamage(error) ? unsound(file, `damaged (${(error as Error).message})`) : unusable(absolute, error)
  }
}

function checkVersion(folder: string, version: number, known: number): void {
  if (version > known) throw newerWorkspace(version, known)
  if (version < known) {
    throw new RnpError(
      'usage/wrong-version',
      `The workspace ${folder} was last opened by an older RNP Studio: its tables are of version ${version}, this one reads ${known}.`,
      'Start this RNP Studio on it once, which updates its tables.',
    )
  }
}

function unsound(file: string, how: string): RnpError {
  return new RnpError(
    'data/damaged',
    `The workspace's database ${file} is ${how}.`,
    'Start the app on this workspace, which restores its newest undamaged copy.',
  )
}
