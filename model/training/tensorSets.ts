/** The sets of tensors in a run's checkpoint, as prefixes of their names. */
export type TensorSet = 'model/' | 'average/' | 'adam/'

/** The entries, their names prefixed with their set's. */
export function withPrefix<T>(set: TensorSet, entries: ReadonlyMap<string, T>): [string, T][] {
  return [...entries].map(([name, value]) => [`${set}${name}`, value])
}

/** The entries of one set, without its prefix. */
export function withoutPrefix<T>(set: TensorSet, entries: ReadonlyMap<string, T>): Map<string, T> {
  return new Map(
    [...entries].flatMap(([name, value]) =>
      name.startsWith(set) ? [[name.slice(set.length), value] as const] : [],
    ),
  )
}
