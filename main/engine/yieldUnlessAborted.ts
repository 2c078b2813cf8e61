import { setImmediate } from 'node:timers/promises'

/** Yields to the event loop so that messages are received, then throws the signal's reason if it is aborted. */
export async function yieldUnlessAborted(signal: AbortSignal): Promise<void> {
  // Twice, so that messages are read in between whatever phase the event loop was in.
  await setImmediate()
  await setImmediate()
  signal.throwIfAborted()
}
