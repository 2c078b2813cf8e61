import { z } from 'zod'
import { call, id, time } from './base.ts'

/** A trained model that can parse: the shipped one, the best checkpoint of a run, or a checkpoint that was opened. */
export const modelRecord = z.object({
  id,
  name: z.string(),
  kind: z.enum(['shipped', 'run', 'opened']),
  runId: id.optional(),
  /** Folder of the checkpoint, for people to read. */
  path: z.string(),
  /** S, P, Z, tau_k from the lowest level up. */
  side: z.int().positive(),
  patch: z.int().positive(),
  z: z.int().positive(),
  glimpses: z.array(z.int().positive()),
  step: z.int().nonnegative(),
  /** Pictures it was trained on, for people: "MNIST". */
  data: z.string(),
  /** Mean squared error per pixel on held-out pictures. */
  mse: z.number().optional(),
  created: time,
  /** Why it cannot be used: its checkpoint is missing or damaged. */
  fault: z.string().optional(),
})

export const models = {
  list: call.output(z.object({ models: z.array(modelRecord), current: id })),
  /** Makes a model the current one, which parses. */
  select: call.input(z.object({ id })).output(z.void()),
  /** Opens the checkpoint in a folder, for instance one from somebody else. */
  open: call.input(z.object({ path: z.string().min(1) })).output(modelRecord),
  /** Forgets an opened model; its files stay. */
  forget: call.input(z.object({ id })).output(z.void()),
}

export type ModelRecord = z.infer<typeof modelRecord>
