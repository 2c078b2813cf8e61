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
 * Looks at a workspace as it is at one moment, also while the app has it: SQLite's log lets others read beside the one
 * that writes. Nothing is made, migrated or mended.
 *
 * @throws RnpError 'usage' where the tables are of another version or may not be read, 'data' where the database is
 *   damaged, or gone while copies of it are there
 * @returns what `look` gives; undefined where there is no workspace
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
      if (hasBackups(absolute)) throw unsound(file, 'gone')
      return undefined
    }
    const db = connectToRead(file)
    try {
      // All that is read is of one moment.
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
      `The workspace ${folder} is of an older RNP Studio: its tables are of version ${version}, this one reads ${known}.`,
      'Start this RNP Studio on it once: that brings its tables up to date.',
    )
  }
}

function unsound(file: string, how: string): RnpError {
  return new RnpError(
    'data/damaged',
    `The workspace's database ${file} is ${how}.`,
    'Start the app on this workspace: that puts its newest whole copy in place.',
  )
}
