import type { ImageSet } from '../../model/data/imageSet.ts'
import type { Canvases, EngineJobs } from './engineJobs.ts'
import { yieldUnlessAborted } from './yieldUnlessAborted.ts'

/** Assembles the two sets of a training from pieces in any order. Pictures that are in no piece are left out. */
export async function assembleSets(
  { data, config: { side }, pictures }: EngineJobs['train']['input'],
  pieces: AsyncIterable<Canvases>,
  signal: AbortSignal,
): Promise<{ train: ImageSet; test: ImageSet }> {
  const area = side * side
  const count = pictures.train + pictures.test
  const all = new Uint8Array(count * area)
  const isReceived = new Uint8Array(count)
  for await (const { indices, pixels } of pieces) {
    for (const [i, index] of indices.entries()) {
      all.set(pixels.subarray(i * area, (i + 1) * area), index * area)
      isReceived[index] = 1
    }
  }
  await yieldUnlessAborted(signal)
  function setOf(from: number, to: number): ImageSet {
    const sources: string[] = []
    for (let index = from; index < to; index++) {
      if (isReceived[index] === 0) continue
      all.copyWithin((from + sources.length) * area, index * area, (index + 1) * area)
      sources.push(`${data} ${index + 1}`)
    }
    const pixels = all.subarray(from * area, (from + sources.length) * area)
    return { name: data, count: sources.length, side, pixels, sources, skipped: [], notes: [] }
  }
  return { train: setOf(0, pictures.train), test: setOf(pictures.train, count) }
}
