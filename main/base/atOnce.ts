/** Lets `limit` pieces of work go on at once; the others wait in order. */
export function atOnce(limit: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  let running = 0
  return async (work) => {
    if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve))
    else running++
    try {
      return await work()
    } finally {
      // Who waits takes this one's place.
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
}
