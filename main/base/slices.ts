/** A list in slices of `length`, in order; the last may be shorter. */
export function* slices<T>(list: readonly T[], length: number): Generator<T[]> {
  for (let at = 0; at < list.length; at += length) yield list.slice(at, at + length)
}
