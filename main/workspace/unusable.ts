import { RnpError } from '../../model/errors.ts'
import {
  isSqliteError,
  SQLITE_CANTOPEN,
  SQLITE_FULL,
  SQLITE_IOERR,
  SQLITE_PERM,
  SQLITE_READONLY,
} from '../base/sqliteError.ts'

/** What a person can do about a folder that cannot be worked in: a usage RnpError; any other error as it is. */
export function unusable(folder: string, error: unknown): unknown {
  const { code, syscall, message } = error as NodeJS.ErrnoException
  const isFull = code === 'ENOSPC' || isSqliteError(error, SQLITE_FULL)
  const isClosed =
    syscall !== undefined || isSqliteError(error, SQLITE_PERM, SQLITE_READONLY, SQLITE_IOERR, SQLITE_CANTOPEN)
  if (!isFull && !isClosed) return error
  return new RnpError(
    `usage/${isFull ? 'disk-full' : 'unwritable'}`,
    `The workspace ${folder} cannot be opened: ${message}.`,
    isFull ? 'The disk is full: free some space.' : 'Name a folder that you may write to with --workspace.',
    { cause: error },
  )
}
