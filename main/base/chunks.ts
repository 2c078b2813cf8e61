import { setImmediate } from 'node:timers/promises'

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

/** Splits a list as `chunks` does, and lets other work of this process run after each chunk. */
export async function* chunksInTurns<T>(list: Iterable<T>, length: number): AsyncGenerator<T[]> {
  for (const chunk of chunks(list, length)) {
    yield chunk
    await setImmediate()
  }
}
