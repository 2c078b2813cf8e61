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
 * The file that keeps the trials of this user's machine. Trials without V8's 256-bit pass have a file of their own, so
 * that switching the pass off and on again does not measure everything again.
 */
export function rememberedFile(): string {
  return join(cacheFolder(), process.env.RNP_WIDE === '0' ? 'engine-narrow.json' : 'engine.json')
}

/** Reads the trials kept for this machine; undefined if there are none, or they are damaged or of another machine. */
export async function recall(machine: Machine): Promise<readonly Trial[] | undefined> {
  const kept = await read()
  return kept && isDeepStrictEqual(kept.machine, machine) ? kept.trials : undefined
}

/** When the kept trials were made; undefined if there are none, or they are damaged. */
export async function rememberedSince(): Promise<Date | undefined> {
  const kept = await read()
  return kept && new Date(kept.measured)
}

/**
 * Keeps the trials for `recall`.
 *
 * @throws RnpError 'data' if they cannot be written; the trials kept before remain
 */
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
