import { RnpError } from '../../model/errors.ts'
import { type Backend, type BackendName, startBackend, stopBackend } from './backend.ts'
import { fastestFirst, trials } from './choose.ts'
import { isMeasured, type Trial } from './trial.ts'

export interface EngineOptions {
  /** auto: the fastest on this machine. */
  readonly backend: 'auto' | BackendName
  /** Threads of the simd backend, which it chooses in place of 'auto'. */
  readonly threads?: number
}

/** What computes, and why it does. */
export interface Engine extends Backend {
  /** The trials it was chosen by; none where it was named, or there was nothing to choose between. */
  readonly trials: readonly Trial[]
}

/**
 * Starts the engine: the backend that is named, or the fastest on this machine. That is measured at first use and
 * remembered (rememberedFile). It is measured anew where the machine or a version is another (thisMachine), and where
 * the fastest does not start any more or runs on something else, as on the CPU for want of its card.
 *
 * @param notify is told, in a line for people, what takes time or does not work
 *
 * Throws a usage error for threads that the backend cannot have, an engine error where a backend that was named cannot
 * run on this machine.
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

/** Ends the engine and its threads; its tensors are gone. */
export const stopEngine = stopBackend

async function startFastest(notify: (line: string) => void): Promise<Engine> {
  const engine = await startBy(await trials(notify), notify)
  if (isAsTried(engine)) return engine
  // A card or a library that was there is gone, or one that was not there is.
  await stopBackend()
  return startBy(await trials(notify, { again: true }), notify)
}

/** Starts the fastest of the trials. */
async function startBy(known: readonly Trial[], notify: (line: string) => void): Promise<Engine> {
  const names = fastestFirst(known).map(({ backend }) => backend)
  return { ...(await startFirst(names, notify)), trials: known }
}

/** Starts the first of the backends that runs; simd where none does, and plain JavaScript as the last resort. */
async function startFirst(
  [name = 'simd', ...others]: readonly BackendName[],
  notify: (line: string) => void,
): Promise<Backend> {
  try {
    return await startBackend(name)
  } catch (error) {
    if (!(error instanceof RnpError) || name === 'cpu') throw error
    const next = others[0] ?? (name === 'simd' ? 'cpu' : 'simd')
    notify(`The ${name} backend does not start: ${error.message} Going on with ${next}.`)
    return startFirst([next, ...others.slice(1)], notify)
  }
}

/** Whether the engine is the fastest of the trials, and runs on what it ran on there; where none ran, it is. */
function isAsTried({ trials, ...started }: Engine): boolean {
  const [fastest] = fastestFirst(trials)
  const fields = ['backend', 'threads', 'wide', 'device', 'library'] as const
  return !fastest || fields.every((field) => fastest[field] === started[field])
}

/**
 * What the engine misses, and what the backends that were not taken missed in their trials, each in a line for people.
 * It may have been mended since, which cannot be seen without trying it.
 */
export function complaints({ backend, complaint, trials }: Engine): string[] {
  const ofOthers = trials
    .filter((trial) => trial.backend !== backend)
    .map((trial) => ({ name: trial.backend, missed: isMeasured(trial) ? trial.complaint : trial.refused }))
    .filter(({ missed }) => missed)
    .map(({ name, missed }) => `${name} is not used (npm run rnp -- engine --again measures anew): ${missed}`)
  return complaint ? [complaint, ...ofOthers] : ofOthers
}
