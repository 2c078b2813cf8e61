/**
 * Calls `task` at once, and for all calls that come while it works or within `rest` ms after, once more.
 */
export function throttled(task: () => Promise<void>, rest: number): () => void {
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
      .then(() => new Promise((resolve) => setTimeout(resolve, rest)))
      .then(() => {
        busy = false
        if (again) call()
      })
  }
}
