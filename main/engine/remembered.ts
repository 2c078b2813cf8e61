import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { cacheFolder } from '../../model/cacheFolder.ts'
import { saveFile } from '../saveFile.ts'
import type { Machine } from './machine.ts'
import { type Trial, trialSchema } from './trial.ts'

const schema = z.object({ machine: z.record(z.string(), z.string()), trials: z.array(trialSchema) })

/**
 * Where the trials of this user's machine are kept. Those without V8's 256-bit pass have a place of their own: who looks
 * at the kernels that way now and then does not want the others measured again.
 */
export function rememberedFile(): string {
  return join(cacheFolder(), process.env.RNP_WIDE === '0' ? 'engine-narrow.json' : 'engine.json')
}

/** The trials kept for this machine; undefined where there are none, they are damaged, or of another machine. */
export async function recall(machine: Machine): Promise<readonly Trial[] | undefined> {
  try {
    const kept = schema.parse(JSON.parse(await readFile(rememberedFile(), 'utf8')))
    return isDeepStrictEqual(kept.machine, machine) ? kept.trials : undefined
  } catch {
    return undefined
  }
}

/** Keeps the trials for `recall`. Throws a data error where they cannot be written; what was kept before stays then. */
export async function remember(machine: Machine, trials: readonly Trial[]): Promise<void> {
  await saveFile(rememberedFile(), `${JSON.stringify({ machine, trials }, null, 2)}\n`)
}
