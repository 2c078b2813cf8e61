let last: Promise<unknown> = Promise.resolve()

/**
 * Runs tasks one after another, one in each frame of the screen: six charts drawn at once would hold up the window.
 * Rejects as the task does.
 */
export function inTurn<Value>(task: () => Promise<Value>): Promise<Value> {
  const own = last.then(() => new Promise(requestAnimationFrame)).then(task)
  last = own.catch(() => {})
  return own
}
