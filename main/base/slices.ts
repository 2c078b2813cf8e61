/** What there is, in order, in slices of `length`; the last may be shorter. */
export function* slices<T>(list: Iterable<T>, length: number): Generator<T[]> {
  let slice: T[] = []
  for (const each of list) {
    slice.push(each)
    if (slice.length < length) continue
    yield slice
    slice = []
  }
  if (slice.length > 0) yield slice
}
