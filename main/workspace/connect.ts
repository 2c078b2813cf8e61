import { DatabaseSync } from 'node:sqlite'
import { isSqliteError, SQLITE_CORRUPT, SQLITE_NOTADB } from '../base/sqliteError.ts'

/** Opens the database with our settings; among them that what is committed is on disk. */
export function connect(file: string): DatabaseSync {
  const db = new DatabaseSync(file, { timeout: 5000, enableForeignKeyConstraints: true })
  try {
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY')
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/** Opens a database read-only, also while another process writes to it. */
export function connectToRead(file: string): DatabaseSync {
  return new DatabaseSync(file, { readOnly: true, timeout: 5000 })
}

/**
 * Describes the damage of a database; undefined if it is undamaged.
 *
 * @param check quick: does not check that indices agree with their tables, which takes most of the time
 */
export function damageOf(db: DatabaseSync, check: 'quick' | 'full'): string | undefined {
  try {
    const rows = db.prepare(check === 'quick' ? 'PRAGMA quick_check(1)' : 'PRAGMA integrity_check(1)').all()
    const text = Object.values(rows[0] ?? {})[0]
    return text === 'ok' ? undefined : String(text)
  } catch (error) {
    if (!isDamage(error)) throw error
    return (error as Error).message
  }
}

export function isDamage(error: unknown): boolean {
  return isSqliteError(error, SQLITE_CORRUPT, SQLITE_NOTADB)
}
