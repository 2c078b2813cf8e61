import { RnpError, whyUnwritable } from '../../model/errors.ts'
import type { Fault, Refusal } from '../contract/base.ts'
import { isSqliteError, SQLITE_FULL } from './sqliteError.ts'

const DISK_FULL: Fault = {
  kind: 'data',
  code: 'data/disk-full',
  message: 'The disk is full: nothing more can be saved.',
  hint: 'Free some space and try again.',
}

/**
 * The fault that an error reports to a person who can act on it; undefined for a defect of ours. Calls, bytes, jobs,
 * the command line and messages between processes all ask here.
 */
export function refusalOf(error: unknown): Fault | undefined {
  if (error instanceof RnpError) {
    const { kind, code, message, hint } = error
    return { kind, code, message, hint }
  }
  return refusedCall(error) ?? (isDiskFull(error) ? DISK_FULL : undefined)
}

/** Shown for a defect of ours whose own message goes to the terminal only. */
export const DEFECT: Fault = {
  kind: 'engine',
  code: 'engine/internal',
  message: 'Something went wrong in the app.',
  hint: 'The terminal it runs in says more. Try again.',
}

/** The fault that is stored with a job or a run that ended with an error. */
export function faultOf(error: unknown): Fault {
  const message = error instanceof Error ? error.message : String(error)
  return refusalOf(error) ?? { ...DEFECT, message: `Something went wrong in the app: ${message}` }
}

/** The refusal of a call of the contract, which the command line makes as a window does. */
function refusedCall(error: unknown): Fault | undefined {
  if (!(error instanceof Error)) return undefined
  const { code, data, message } = error as Error & { code?: unknown; data?: Refusal }
  return code === 'REFUSED' && data ? { ...data, message } : undefined
}

function isDiskFull(error: unknown): boolean {
  return isSqliteError(error, SQLITE_FULL) || whyUnwritable(error) === 'disk-full'
}
