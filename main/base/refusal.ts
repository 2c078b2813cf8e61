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
 * What an error tells a person who can do something about it; undefined for a defect of ours. It is the one place that
 * knows: calls, bytes, jobs, the command line and what crosses between processes are all answered by it.
 */
export function refusalOf(error: unknown): Fault | undefined {
  if (error instanceof RnpError) {
    const { kind, code, message, hint } = error
    return { kind, code, message, hint }
  }
  return refusedCall(error) ?? (isDiskFull(error) ? DISK_FULL : undefined)
}

/** What is said of a defect of ours, where its own words are for the terminal alone. */
export const DEFECT: Fault = {
  kind: 'engine',
  code: 'engine/internal',
  message: 'Something went wrong in the app.',
  hint: 'The terminal it runs in says more. Try again.',
}

/** What a job or a run that ended with an error keeps of it. */
export function faultOf(error: unknown): Fault {
  const message = error instanceof Error ? error.message : String(error)
  return refusalOf(error) ?? { ...DEFECT, message: `Something went wrong in the app: ${message}` }
}

/** What a call of the contract was refused with: the command line makes calls as a window does. */
function refusedCall(error: unknown): Fault | undefined {
  if (!(error instanceof Error)) return undefined
  const { code, data, message } = error as Error & { code?: unknown; data?: Refusal }
  return code === 'REFUSED' && data ? { ...data, message } : undefined
}

function isDiskFull(error: unknown): boolean {
  return isSqliteError(error, SQLITE_FULL) || whyUnwritable(error) === 'disk-full'
}
