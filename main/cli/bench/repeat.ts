/** Runs that are not counted, and the minimum number that is. */
const WARM_UP_RUNS = 3
const MIN_RUNS = 5

/**
 * Calls `once` for at least `seconds` seconds and MIN_RUNS runs, after some that are not counted. Returns the results,
 * fastest first.
 */
export async function repeat<T extends { ms: number }>(
  once: () => Promise<T>,
  seconds: number,
): Promise<T[]> {
  for (let i = 0; i < WARM_UP_RUNS; i++) await once()
  const results: T[] = []
  const start = performance.now()
  while (results.length < MIN_RUNS || performance.now() - start < seconds * 1000) results.push(await once())
  return results.sort((a, b) => a.ms - b.ms)
}

/** Times `task`, to the end of its promise if it returns one. */
export async function timed(task: () => unknown): Promise<{ ms: number }> {
  const begin = performance.now()
  await task()
  return { ms: performance.now() - begin }
}
