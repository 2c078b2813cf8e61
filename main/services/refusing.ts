import { inspect } from 'node:util'
import { ORPCError } from '@orpc/server'
import { say } from '../base/output.ts'
import { refusalOf } from '../base/refusal.ts'

/** Wraps every call of the contract. Errors a person can act on become REFUSED; defects are reported on stderr. */
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
