import { z } from 'zod'
import { call, fault, id, time } from './base.ts'

/** Something that takes a while: it is shown until it is dismissed, and says why where it failed. */
export const job = z.object({
  id,
  kind: z.enum(['import', 'check', 'relink', 'download', 'parse', 'train']),
  /** For people: "Importing my-pictures". */
  title: z.string(),
  state: z.enum(['running', 'done', 'failed', 'cancelled']),
  done: z.int().nonnegative(),
  /** Unknown while it is still being counted. */
  total: z.int().nonnegative().optional(),
  /** What is counted: pictures, steps, bytes. */
  unit: z.string(),
  /** Units a second, lately. */
  rate: z.number().nonnegative().optional(),
  /** What the rate counts, where that is not the unit: of a training it is pictures. */
  rateUnit: z.string().optional(),
  etaSeconds: z.number().nonnegative().optional(),
  /** What it does just now, or what came of it. */
  note: z.string().optional(),
  error: fault.optional(),
  /** Files passed over; `jobs.skipped` lists them. */
  skipped: z.int().nonnegative(),
  started: time,
  ended: time.optional(),
  /** What it is about. */
  setId: id.optional(),
  runId: id.optional(),
})

export const jobs = {
  list: call.output(z.array(job)),
  /** Stops a job; what it has done so far stays. */
  cancel: call.input(z.object({ id })).output(z.void()),
  /** Takes an ended job out of the list. */
  dismiss: call.input(z.object({ id })).output(z.void()),
  skipped: call
    .input(z.object({ id: id.optional(), setId: id.optional() }))
    .output(z.array(z.object({ file: z.string(), reason: z.string() }))),
}

export type Job = z.infer<typeof job>
