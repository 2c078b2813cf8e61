import { exitCodes } from './errors.ts'

/** The terminal and npm both forward a Ctrl-C: a second signal within this time belongs to the same key press. */
const SAME_PRESS_MS = 500

/**
 * Runs a task that can be stopped. The first Ctrl-C (or SIGTERM) aborts `signal` and calls `onStop`; the second one
 * exits at once.
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
    } else if (performance.now() - stoppedAt > SAME_PRESS_MS) {
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
