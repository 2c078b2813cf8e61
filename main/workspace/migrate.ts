import type { DatabaseSync } from 'node:sqlite'
import { RnpError } from '../../model/errors.ts'
import { transaction } from './transaction.ts'

/** The version of a database's tables: how many migrations were applied to it. */
export function versionOf(db: DatabaseSync): number {
  return Number(db.prepare('PRAGMA user_version').get()!.user_version)
}

export function newerWorkspace(version: number, known: number): RnpError {
  return new RnpError(
    'usage/wrong-version',
    `This workspace was last opened by a newer RNP Studio: its tables are of version ${version}, this one knows ${known}.`,
    'Update RNP Studio, or name another folder with --workspace.',
  )
}

/**
 * Brings a database's tables up to date, each step in a transaction of its own.
 *
 * @param backUp called before the first step, unless the database is new
 * @throws RnpError 'usage' if the tables are of a newer version
 */
export function migrate(db: DatabaseSync, migrations: readonly string[], backUp: () => void): void {
  const version = versionOf(db)
  if (version > migrations.length) throw newerWorkspace(version, migrations.length)
  if (version === migrations.length) return
  if (version > 0) backUp()
  // A step may rebuild a table that others refer to; their references are checked at its end instead.
  db.exec('PRAGMA foreign_keys = OFF')
  try {
    for (const [i, step] of migrations.slice(version).entries()) {
      transaction(db, () => {
        db.exec(step)
        const [broken] = db.prepare('PRAGMA foreign_key_check').all()
        if (broken)
          throw new Error(
            `Step ${version + i} of the migrations leaves dangling references in ${broken.table}.`,
          )
        db.exec(`PRAGMA user_version = ${version + i + 1}`)
      })
    }
  } finally {
    db.exec('PRAGMA foreign_keys = ON')
  }
}
