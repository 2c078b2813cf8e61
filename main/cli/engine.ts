import { say } from '../base/output.ts'
import { describeBackend } from '../engine/describe.ts'
import { complaints, type Engine, type EngineOptions, startEngine, stopEngine } from '../engine/engine.ts'
import { isMeasured, type MeasuredTrial } from '../engine/trial.ts'

/** Starts the engine, prints its complaints, runs `task` and stops the engine's threads afterwards. */
export async function withEngine<T>(
  options: EngineOptions,
  task: (engine: Engine) => Promise<T>,
): Promise<T> {
  const engine = await startEngine(options, say)
  for (const complaint of complaints(engine)) say(complaint)
  try {
    return await task(engine)
  } finally {
    await stopEngine()
  }
}

/** Prints which backend computes, and the measurements it was chosen by. */
export function sayEngine(engine: Engine): void {
  say(`Engine: ${describeEngine(engine)}.`)
}

/**
 * Describes the engine: "simd, 2 threads, 256-bit (chosen: a step of mnist-compact, 64 pictures, takes 182 ms;
 * tensorflow 410 ms)".
 */
export function describeEngine({ trials, ...backend }: Engine): string {
  const name = describeBackend(backend)
  const chosen = trials.filter(isMeasured).find((trial) => trial.backend === backend.backend)
  if (!chosen) return name
  const others = trials
    .filter((trial) => trial !== chosen)
    .map((trial) => `${trial.backend} ${isMeasured(trial) ? milliseconds(trial) : 'does not run'}`)
  const own = `a step of mnist-compact, 64 pictures, takes ${milliseconds(chosen)}`
  return `${name} (chosen: ${[own, ...others].join('; ')})`
}

const milliseconds = (trial: MeasuredTrial) => `${trial.milliseconds.toFixed(0)} ms`
