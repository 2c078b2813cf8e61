import { RnpError } from '../../model/errors.ts'
import { type Backend, startBackend, stopBackend } from './backend.ts'
import { fastestFirst, trials } from './choose.ts'
import type { BackendName } from './names.ts'
import { isMeasured, type Trial } from './trial.ts'

export interface EngineOptions {
  /** auto: the fastest on this machine. */
  readonly backend: 'auto' | BackendName
  /** Number of threads of the simd backend; with 'auto' it selects that backend. */
  readonly threads?: number
}

/** A started backend, and why it was chosen. */
export interface Engine extends Backend {
  /** The trials it was chosen by; empty if it was named, or there was nothing to choose between. */
  readonly trials: readonly Trial[]
}

/**
 * Starts the named backend, or the fastest on this machine. The fastest is measured at first use and remembered
 * (rememberedFile). It is measured again when the machine or a version has changed (thisMachine), and when the fastest
 * no longer starts or runs on something else, such as on the CPU because its graphics card is gone.
 *
 * @param notify receives a line for people about what takes time or does not work
 * @throws RnpError 'usage' for threads of a backend that takes none, 'engine' if the named backend cannot run on this
 *   machine
 */
export async function startEngine(
  { backend, threads }: EngineOptions,
  notify: (line: string) => void,
): Promise<Engine> {
  const named = backend === 'auto' && threads !== undefined ? 'simd' : backend
  return named === 'auto'
    ? await startFastest(notify)
    : { ...(await startBackend(named, threads)), trials: [] }
}

/** Stops the engine and its threads; its tensors are lost. */
export const stopEngine = stopBackend

async function startFastest(notify: (line: string) => void): Promise<Engine> {
  const engine = await startBy(await trials(notify), notify)
  if (isAsTried(engine)) return engine
  // A card or a library has gone or has come since the trials.
  await stopBackend()
  return startBy(await trials(notify, { again: true }), notify)
}

/** Starts the fastest of the trials. */
async function startBy(trials: readonly Trial[], notify: (line: string) => void): Promise<Engine> {
  const names = fastestFirst(trials).map(({ backend }) => backend)
  return { ...(await startFirst(names, notify)), trials }
}

/** Starts the first of the backends that runs; if none does, simd, and plain JavaScript as the last resort. */
async function startFirst(
  [name = 'simd', ...others]: readonly BackendName[],
  notify: (line: string) => void,
): Promise<Backend> {
  try {
    return await startBackend(name)
  } catch (error) {
    if (!(error instanceof RnpError) || name === 'cpu') throw error
    const next = others[0] ?? (name === 'simd' ? 'cpu' : 'simd')
    notify(`The ${name} backend does not start: ${error.message} Continuing with ${next}.`)
    return startFirst([next, ...others.slice(1)], notify)
  }
}

/** Whether the engine is the fastest of the trials and runs on what it ran on there. True if none of the trials ran. */
function isAsTried({ trials, ...started }: Engine): boolean {
  const [fastest] = fastestFirst(trials)
  const fields = ['backend', 'threads', 'wide', 'device', 'library'] as const
  return !fastest || fields.every((field) => fastest[field] === started[field])
}

/**
 * Lists what keeps the engine from a graphics card, and what was wrong with the other backends in their trials, one
 * human-readable line each. The latter may have been fixed since, which only another trial can show.
 */
export function complaints({ backend, complaint, trials }: Engine): string[] {
  const ofOthers = trials
    .filter((trial) => trial.backend !== backend)
    .map((trial) => ({ name: trial.backend, reason: isMeasured(trial) ? trial.complaint : trial.refused }))
    .filter(({ reason }) => reason)
    .map(
      ({ name, reason }) => `${name} is not used (npm run rnp -- engine --again measures again): ${reason}`,
    )
  return complaint ? [complaint, ...ofOthers] : ofOthers
}
