/**
 * Lets a call through at most once every `interval` ms. A call that comes too early is held back: `flush` makes the
 * latest of them, unless a later call has gone through. There is no timer.
 */
export function throttle<Args extends unknown[]>(action: (...args: Args) => void, interval: number) {
  let last = Number.NEGATIVE_INFINITY
  let held: Args | undefined
  function flush(): void {
    if (!held) return
    const args = held
    held = undefined
    last = performance.now()
    action(...args)
  }
  function call(...args: Args): void {
    held = args
    if (performance.now() - last >= interval) flush()
  }
  return Object.assign(call, { flush })
}
