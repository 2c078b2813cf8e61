/**
 * Runs `task` at most once at a time, and not within `interval` ms of its last end. Calls that come too early are merged
 * into one later run. Errors go to the console.
 */
export function throttled(task: () => Promise<void>, interval: number): () => void {
  let busy = false
  let again = false
  return function call(): void {
    if (busy) {
      again = true
      return
    }
    busy = true
    again = false
    void task()
      .catch((error) => console.error(error))
      .then(() => new Promise((resolve) => setTimeout(resolve, interval)))
      .then(() => {
        busy = false
        if (again) call()
      })
  }
}
