/** Runs that do not count, and fewest that do. */
const WARM_UP = 3
const LEAST = 5

/**
 * Results of `once` over at least so many seconds and five runs, after three that do not count; ascending in
 * milliseconds.
 */
export function repeat<T extends { ms: number }>(once: () => T, seconds: number): T[] {
  for (let i = 0; i < WARM_UP; i++) once()
  const results: T[] = []
  const start = performance.now()
  while (results.length < LEAST || performance.now() - start < seconds * 1000) results.push(once())
  return results.sort((a, b) => a.ms - b.ms)
}

/** Runs `task`, which must be synchronous, and times it. */
export function timed(task: () => void): { ms: number } {
  const begin = performance.now()
  task()
  return { ms: performance.now() - begin }
}
