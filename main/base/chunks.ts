/** Splits a list into chunks of `length` items, in order; the last one may be shorter. */
export function* chunks<T>(list: Iterable<T>, length: number): Generator<T[]> {
  let chunk: T[] = []
  for (const item of list) {
    chunk.push(item)
    if (chunk.length < length) continue
    yield chunk
    chunk = []
  }
  if (chunk.length > 0) yield chunk
}
