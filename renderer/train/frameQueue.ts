let last: Promise<unknown> = Promise.resolve()

/**
 * Runs tasks one after another, at most one in each frame of the screen: drawing six charts at once would freeze the
 * window. Rejects as the task does.
 */
export function queueForFrame<Value>(task: () => Promise<Value>): Promise<Value> {
  const own = last.then(() => new Promise(requestAnimationFrame)).then(task)
  last = own.catch(() => {})
  return own
}
