import type { DatabaseSync } from 'node:sqlite'

/**
 * Runs `work` in one transaction: all of it is on disk when this returns, or none of it if it throws. Inside another
 * transaction it becomes part of that one. `work` must be synchronous.
 */
export function transaction<T>(db: DatabaseSync, work: () => T): T {
  if (db.isTransaction) return work()
  db.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    db.exec('COMMIT')
    return result
  } catch (error) {
    // SQLite has already rolled back after some errors, such as a full disk.
    if (db.isTransaction) db.exec('ROLLBACK')
    throw error
  }
}
