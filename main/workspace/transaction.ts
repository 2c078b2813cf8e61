import type { DatabaseSync } from 'node:sqlite'

/**
 * Does `work` in one transaction: all of it is on disk when this returns, or none of it where it throws. Inside another
 * transaction it is part of that. `work` must not wait for anything.
 */
export function transaction<T>(db: DatabaseSync, work: () => T): T {
  if (db.isTransaction) return work()
  db.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    db.exec('COMMIT')
    return result
  } catch (error) {
    // SQLite has rolled back by itself after some errors, a full disk for one.
    if (db.isTransaction) db.exec('ROLLBACK')
    throw error
  }
}
