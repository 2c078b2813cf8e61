import { RnpError } from '../../model/errors.ts'
import type { Fault, Refusal } from '../contract/base.ts'
import { isSqliteError, SQLITE_FULL } from './sqliteError.ts'

const DISK_FULL: Fault = {
  kind: 'data',
  message: 'The disk is full: nothing more can be saved.',
  hint: 'Free some space and try again.',
}

/**
 * What an error tells a person who can do something about it; undefined for a defect of ours. It is the one place that
 * knows: calls, bytes, jobs, the command line and what crosses between processes are all answered by it.
 */
export function refusalOf(error: unknown): Fault | undefined {
  if (error instanceof RnpError) return { kind: error.kind, message: error.message, hint: error.hint }
  return refusedCall(error) ?? (isDiskFull(error) ? DISK_FULL : undefined)
}

/** What a call of the contract was refused with: the command line makes calls as a window does. */
function refusedCall(error: unknown): Fault | undefined {
  if (!(error instanceof Error)) return undefined
  const { code, data, message } = error as Error & { code?: unknown; data?: Refusal }
  return code === 'REFUSED' && data ? { ...data, message } : undefined
}

function isDiskFull(error: unknown): boolean {
  return isSqliteError(error, SQLITE_FULL) || (error as NodeJS.ErrnoException | undefined)?.code === 'ENOSPC'
}
