import { inspect } from 'node:util'
import { ORPCError } from '@orpc/server'
import { RnpError } from '../../model/errors.ts'
import { say } from '../base/output.ts'
import type { Refusal } from '../contract/base.ts'
import { isSqliteError, SQLITE_FULL } from '../workspace/sqliteError.ts'

/** Ends a call with the contract's REFUSED: for what RnpError has no kind for, a thing that is gone or taken. */
export function refuse(kind: Refusal['kind'], message: string, hint: string): never {
  throw new ORPCError('REFUSED', { message, data: { kind, hint } satisfies Refusal })
}

/** What a person can do about an error; undefined where it is a defect of ours. */
export function refusalOf(error: unknown): (Refusal & { message: string }) | undefined {
  if (error instanceof RnpError) return { kind: error.kind, message: error.message, hint: error.hint }
  if (error instanceof ORPCError && error.code === 'REFUSED') {
    return { ...(error.data as Refusal), message: error.message }
  }
  if (isSqliteError(error, SQLITE_FULL) || (error as NodeJS.ErrnoException)?.code === 'ENOSPC') {
    return {
      kind: 'data',
      message: 'The disk is full: nothing more can be saved.',
      hint: 'Free some space and try again.',
    }
  }
  return undefined
}

/** Around every call of the contract: what a person can act on becomes REFUSED, what is a defect is told on stderr. */
export async function refusing<T>({ next }: { next: () => T }): Promise<Awaited<T>> {
  try {
    return await next()
  } catch (error) {
    const refusal = refusalOf(error)
    if (refusal) {
      const { message, ...data } = refusal
      throw new ORPCError('REFUSED', { message, data, cause: error })
    }
    if (!(error instanceof ORPCError) && (error as Error)?.name !== 'AbortError') say(inspect(error))
    throw error
  }
}
