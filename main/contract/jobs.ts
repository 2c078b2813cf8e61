import { z } from 'zod'
import { call, fault, id, time } from './base.ts'

/** Work that takes long enough to be shown. It stays in the list until it is dismissed. */
export const job = z.object({
  id,
  kind: z.enum(['import', 'check', 'relink', 'download', 'parse', 'train']),
  /** For people: "Importing my-pictures". */
  title: z.string(),
  state: z.enum(['running', 'done', 'failed', 'cancelled']),
  done: z.int().nonnegative(),
  /** Absent while it is still being counted. */
  total: z.int().nonnegative().optional(),
  /** What is counted: pictures, steps, bytes. */
  unit: z.string(),
  /** Recent speed, units per second. */
  rate: z.number().nonnegative().optional(),
  /** What the rate counts, if not the unit: a training counts steps but its rate counts pictures. */
  rateUnit: z.string().optional(),
  etaSeconds: z.number().nonnegative().optional(),
  /** What it is doing now or, once it has ended, its result. */
  note: z.string().optional(),
  error: fault.optional(),
  /** Number of files skipped; `jobs.skipped` lists them. */
  skipped: z.int().nonnegative(),
  started: time,
  ended: time.optional(),
  /** The set or the run that it works on. */
  setId: id.optional(),
  runId: id.optional(),
})

export const jobs = {
  list: call.output(z.array(job)),
  /** Stops a job; what it has done so far is kept. */
  cancel: call.input(z.object({ id })).output(z.void()),
  /** Removes an ended job from the list. */
  dismiss: call.input(z.object({ id })).output(z.void()),
  /** The files that a job, or all imports of a set, skipped, and why. */
  skipped: call
    .input(z.object({ id: id.optional(), setId: id.optional() }))
    .output(z.array(z.object({ file: z.string(), reason: z.string() }))),
}

export type Job = z.infer<typeof job>
