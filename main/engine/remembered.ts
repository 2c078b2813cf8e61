import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { cacheFolder } from '../../model/cacheFolder.ts'
import { saveFile } from '../base/saveFile.ts'
import type { Machine } from './machine.ts'
import { type Trial, trialSchema } from './trial.ts'

const schema = z.object({
  machine: z.record(z.string(), z.string()),
  measured: z.iso.datetime(),
  trials: z.array(trialSchema),
})

/**
 * Where the trials of this user's machine are kept. Those without V8's 256-bit pass have a place of their own: who looks
 * at the kernels that way now and then does not want the others measured again.
 */
export function rememberedFile(): string {
  return join(cacheFolder(), process.env.RNP_WIDE === '0' ? 'engine-narrow.json' : 'engine.json')
}

/** The trials kept for this machine; undefined where there are none, they are damaged, or of another machine. */
export async function recall(machine: Machine): Promise<readonly Trial[] | undefined> {
  const kept = await read()
  return kept && isDeepStrictEqual(kept.machine, machine) ? kept.trials : undefined
}

/** When the trials that are kept were made; undefined where there are none, or they are damaged. */
export async function rememberedSince(): Promise<Date | undefined> {
  const kept = await read()
  return kept && new Date(kept.measured)
}

/** Keeps the trials for `recall`. Throws a data error where they cannot be written; what was kept before stays then. */
export async function remember(machine: Machine, trials: readonly Trial[]): Promise<void> {
  const kept: z.infer<typeof schema> = { machine, measured: new Date().toISOString(), trials: [...trials] }
  await saveFile(rememberedFile(), `${JSON.stringify(kept, null, 2)}\n`)
}

async function read(): Promise<z.infer<typeof schema> | undefined> {
  try {
    return schema.parse(JSON.parse(await readFile(rememberedFile(), 'utf8')))
  } catch {
    return undefined
  }
}
