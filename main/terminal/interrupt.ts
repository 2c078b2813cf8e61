import { exitCodes } from './errors.ts'

/** A terminal and npm both pass the same Ctrl-C on: what comes this soon (ms) after the first is the same one. */
const SAME_PRESS = 500

/**
 * Runs a task that can be stopped: the first Ctrl-C (or SIGTERM) aborts `signal` and calls `onStop`, the second one
 * leaves at once.
 */
export async function interruptible<T>(
  onStop: () => void,
  task: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController()
  let stoppedAt = 0
  const stop = () => {
    if (!controller.signal.aborted) {
      stoppedAt = performance.now()
      controller.abort()
      onStop()
    } else if (performance.now() - stoppedAt > SAME_PRESS) {
      process.exit(exitCodes.interrupted)
    }
  }
  process.on('SIGINT', stop).on('SIGTERM', stop)
  try {
    return await task(controller.signal)
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop)
  }
}
