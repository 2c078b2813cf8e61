import { RnpError } from '../../model/errors.ts'
import {
  isSqliteError,
  SQLITE_CANTOPEN,
  SQLITE_FULL,
  SQLITE_IOERR,
  SQLITE_PERM,
  SQLITE_READONLY,
} from '../base/sqliteError.ts'

/** Turns an error about a folder that cannot be written to into a usage RnpError; returns any other error unchanged. */
export function unusable(folder: string, error: unknown): unknown {
  const { code, syscall, message } = error as NodeJS.ErrnoException
  const isFull = code === 'ENOSPC' || isSqliteError(error, SQLITE_FULL)
  const isClosed =
    syscall !== undefined || isSqliteError(error, SQLITE_PERM, SQLITE_READONLY, SQLITE_IOERR, SQLITE_CANTOPEN)
  if (!isFull && !isClosed) return error
  return new RnpError(
    `usage/${isFull ? 'disk-full' : 'unwritable'}`,
    `The workspace ${folder} cannot be opened: ${message}.`,
    isFull ? 'The disk is full: free some space.' : 'With --workspace, name a folder that you may write to.',
    { cause: error },
  )
}
