/** Runs that do not count, and fewest that do. */
const WARM_UP = 3
const LEAST = 5

/**
 * Results of `once` over at least so many seconds and five runs, after three that do not count; ascending in
 * milliseconds.
 */
export async function repeat<T extends { ms: number }>(
  once: () => Promise<T>,
  seconds: number,
): Promise<T[]> {
  for (let i = 0; i < WARM_UP; i++) await once()
  const results: T[] = []
  const start = performance.now()
  while (results.length < LEAST || performance.now() - start < seconds * 1000) results.push(await once())
  return results.sort((a, b) => a.ms - b.ms)
}

/** Runs `task` to its end, and times it. */
export async function timed(task: () => unknown): Promise<{ ms: number }> {
  const begin = performance.now()
  await task()
  return { ms: performance.now() - begin }
}
