import { setImmediate } from 'node:timers/promises'

/** Lets messages in between two parts of a job, and throws the signal's reason where it has been cancelled. */
export async function heed(signal: AbortSignal): Promise<void> {
  // Twice, so that messages are read in between whatever the loop of events has just done.
  await setImmediate()
  await setImmediate()
  signal.throwIfAborted()
}
