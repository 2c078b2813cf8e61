import { RnpError } from '../../model/errors.ts'
import { isAbort } from '../base/isAbort.ts'
import { refusalOf } from '../base/refusal.ts'
import type { SentError } from './protocol.ts'

/** An error as it crosses to another process. */
export function sendable(error: unknown, signal: AbortSignal): SentError {
  if (isAbort(error, signal)) return { as: 'aborted' }
  const refusal = refusalOf(error)
  if (refusal) return { as: 'refused', code: refusal.code, message: refusal.message, hint: refusal.hint }
  return error instanceof Error
    ? { as: 'defect', message: error.message, stack: error.stack }
    : { as: 'defect', message: String(error) }
}

/** Restores the error on the other side; for an abort that is the `reason` the job was cancelled with. */
export function received(error: SentError, reason: unknown): unknown {
  if (error.as === 'refused') return new RnpError(error.code, error.message, error.hint)
  if (error.as === 'aborted') return reason
  const defect = new Error(error.message)
  if (error.stack) defect.stack = error.stack
  return defect
}
