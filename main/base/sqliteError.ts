/** The primary result codes of SQLite that we act on. */
export const SQLITE_PERM = 3
export const SQLITE_BUSY = 5
export const SQLITE_READONLY = 8
export const SQLITE_IOERR = 10
export const SQLITE_CORRUPT = 11
export const SQLITE_FULL = 13
export const SQLITE_CANTOPEN = 14
export const SQLITE_CONSTRAINT = 19
export const SQLITE_NOTADB = 26

/** Whether an error of node:sqlite has one of these result codes, extended or not. */
export function isSqliteError(error: unknown, ...codes: number[]): boolean {
  const { errcode } = (error ?? {}) as { errcode?: unknown }
  return typeof errcode === 'number' && codes.includes(errcode & 0xff)
}
