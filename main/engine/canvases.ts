import type { ImageSet } from '../../model/data/imageSet.ts'
import type { Canvases, EngineJobs } from './engineJobs.ts'
import { heed } from './heed.ts'

/** Puts the pictures of a training together as they come; those that never come are left out. */
export async function gatherSets(
  { data, config: { side }, pictures }: EngineJobs['train']['input'],
  pieces: AsyncIterable<Canvases>,
  signal: AbortSignal,
): Promise<{ train: ImageSet; test: ImageSet }> {
  const area = side * side
  const count = pictures.train + pictures.test
  const all = new Uint8Array(count * area)
  const came = new Uint8Array(count)
  for await (const { indices, pixels } of pieces) {
    for (const [i, index] of indices.entries()) {
      all.set(pixels.subarray(i * area, (i + 1) * area), index * area)
      came[index] = 1
    }
  }
  await heed(signal)
  function setOf(from: number, to: number): ImageSet {
    const sources: string[] = []
    for (let index = from; index < to; index++) {
      if (came[index] === 0) continue
      all.copyWithin((from + sources.length) * area, index * area, (index + 1) * area)
      sources.push(`${data} ${index + 1}`)
    }
    const pixels = all.subarray(from * area, (from + sources.length) * area)
    return { name: data, count: sources.length, side, pixels, sources, skipped: [], notes: [] }
  }
  return { train: setOf(0, pictures.train), test: setOf(pictures.train, count) }
}
