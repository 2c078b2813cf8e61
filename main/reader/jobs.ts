import { join } from 'node:path'
import type { PictureAddress } from '../../model/data/address.ts'
import { listSource } from '../../model/data/list.ts'
import { contentOf, isPixels, Sources } from '../../model/data/sources.ts'
import { walk } from '../../model/data/walk.ts'
import { atOnce } from '../base/atOnce.ts'
import { slices } from '../base/slices.ts'
import type { Jobs } from '../processes/protocol.ts'
import { createCanvases } from './canvases.ts'
import { decodeWithin, factsOf, sha256 } from './facts.ts'
import { gather } from './gather.ts'
import type { KnownPicture, ReaderJobs, ReadPicture } from './readerJobs.ts'
import { pngOf, samplesOf, thumbnailOf } from './thumbnail.ts'

/** Reading files, hashing and decoding have four threads; a few more pictures keep them busy. */
const AT_ONCE = 8
/** Progress of counting is told this often, ms. */
const COUNTED = 100
/** Pictures of a listing that cross at once. */
const LISTED = 1000

/** The jobs of the process that reads untrusted files. */
export function readerJobs(): Jobs<ReaderJobs> {
  const sources = new Sources()
  return {
    list: async ({ paths, seed }, { signal, progress }) => {
      // Files may have changed since they were opened.
      sources.close()
      const { pictures, skipped, ...listing } = await listSource(paths, {
        seed,
        signal,
        onFound: seldom(progress),
      })
      for (const some of slices(pictures, LISTED)) progress({ pictures: some, skipped: [] })
      for (const some of slices(skipped, LISTED)) progress({ pictures: [], skipped: some })
      return listing
    },
    read: async (pictures, { signal, progress }) => {
      const report = gather(progress)
      const lane = atOnce(AT_ONCE)
      const read = async (address: PictureAddress, index: number) => {
        signal.throwIfAborted()
        report.add(await readOne(address, index, sources))
      }
      try {
        await Promise.all(pictures.map((address, index) => lane(() => read(address, index))))
      } finally {
        report.flush()
      }
      return undefined
    },
    canvases: createCanvases(sources),
    thumbnails: (pictures, { signal }) => {
      const lane = atOnce(AT_ONCE)
      return Promise.all(
        pictures.map((picture) =>
          lane(async () => {
            signal.throwIfAborted()
            const samples = await known(picture, sources)
            return samples && thumbnailOf(samples)
          }),
        ),
      )
    },
    png: async ({ picture, side }) => {
      const samples = await known(picture, sources)
      return samples && pngOf(samples, side)
    },
    files: async ({ folder }, { signal, progress }) => {
      sources.close()
      const { files, skipped } = await walk(folder, { signal, onFound: seldom(progress) })
      for (const some of slices(files, LISTED)) {
        progress({ files: some.map((file) => join(folder, file)), skipped: [] })
      }
      for (const some of slices(skipped, LISTED)) progress({ files: [], skipped: some })
      return undefined
    },
    hashes: async (addresses, { signal }) => {
      const hashes: (string | undefined)[] = []
      // One after the other: a file that is no picture may be very large.
      for (const address of addresses) {
        signal.throwIfAborted()
        hashes.push(await hashOf(address, sources))
      }
      return hashes
    },
  }
}

async function readOne(address: PictureAddress, index: number, sources: Sources): Promise<ReadPicture> {
  try {
    return { index, facts: await factsOf(address, sources) }
  } catch (error) {
    return { index, reason: (error as Error).message.trim() }
  }
}

async function hashOf(address: PictureAddress, sources: Sources): Promise<string | undefined> {
  try {
    return sha256(contentOf(await sources.read(address)))
  } catch {
    return undefined
  }
}

/** A picture of the library decoded; undefined where it is gone, changed, or cannot be read any more. */
async function known(picture: KnownPicture, sources: Sources) {
  try {
    const stored = await sources.read(picture)
    if (sha256(contentOf(stored)) !== picture.hash) return undefined
    return isPixels(stored) ? samplesOf(stored) : await decodeWithin(stored)
  } catch {
    return undefined
  }
}

function seldom(progress: (count: number) => void): (count: number) => void {
  let last = 0
  return (count) => {
    if (performance.now() - last < COUNTED) return
    last = performance.now()
    progress(count)
  }
}
