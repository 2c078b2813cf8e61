import { oc } from '@orpc/contract'
import { z } from 'zod'
import { errorKinds, errorReasons } from '../../model/errors.ts'

/**
 * The data of a refused call, in every shell, as in RnpError: the code is for scripts and tests, the hint says what a
 * person can do next. The message, which names the thing, is the error's own.
 */
export const refusal = z.object({
  kind: z.enum(errorKinds),
  code: z.templateLiteral([z.enum(errorKinds), '/', z.enum(errorReasons)]),
  hint: z.string(),
})

export type Refusal = z.infer<typeof refusal>

/** A refusal outside of a call, with its message: of a job, of a run, of a request for bytes. */
export const fault = refusal.extend({ message: z.string() })

export type Fault = z.infer<typeof fault>

/** A call of the contract: what a person can act on is refused with REFUSED; any other error is a defect of ours. */
export const call = oc.errors({ REFUSED: { data: refusal } })

/** Stable number of a record; never a position. */
export const id = z.int().positive()

/** Milliseconds since 1970, UTC. */
export const time = z.int().nonnegative()
