/** Things that are reported together, unless they take longer than this, ms. */
const REPORTED = 100
const REPORT_AFTER = 100

/** Reports things many at a time, in their order. */
export function gather<T>(report: (things: readonly T[]) => void) {
  let held: T[] = []
  let since = performance.now()
  const flush = () => {
    if (held.length > 0) report(held)
    held = []
    since = performance.now()
  }
  return {
    add(thing: T) {
      held.push(thing)
      if (held.length >= REPORTED || performance.now() - since > REPORT_AFTER) flush()
    },
    /** Reports what is left. */
    flush,
  }
}
