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
 * remembered (rememberedFile).
 *
 * @param notify is told, in a line for people, what takes time or did not work
 *
 * Throws a usage error for threads that the backend cannot have, an engine error where a backend that was named cannot
 * run on this machine.
 */
export async function startEngine(
  { backend, threads }: EngineOptions,
  notify: (line: string) => void,
): Promise<Engine> {
  const named = backend === 'auto' && threads !== undefined ? 'simd' : backend
  const engine =
    named === 'auto' ? await startFastest(notify) : { ...(await startBackend(named, threads)), trials: [] }
  if (engine.complaint) notify(engine.complaint)
  return engine
}

/** Ends the engine and its threads; its tensors are gone. */
export const stopEngine = stopBackend

async function startFastest(notify: (line: string) => void): Promise<Engine> {
  const known = await trials(notify)
  const started = await startFirst(fastestFirst(known), notify)
  if (isAsTried(started, known)) return { ...started, trials: known }
  // A card or a library that was there is gone, or one that was not there is.
  await stopBackend()
  const fresh = await trials(notify, { again: true })
  return { ...(await startFirst(fastestFirst(fresh), notify)), trials: fresh }
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

/** Whether a backend runs on what it ran on in its trial, if it had one. */
function isAsTried(started: Backend, known: readonly Trial[]): boolean {
  const tried = known.filter(isMeasured).find(({ backend }) => backend === started.backend)
  const fields = ['threads', 'wide', 'device', 'library'] as const
  return !tried || fields.every((field) => tried[field] === started[field])
}
