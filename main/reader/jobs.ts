import { join } from 'node:path'
import type { PictureAddress } from '../../model/data/address.ts'
import { listSource } from '../../model/data/list.ts'
import { contentOf, isPixels, Sources } from '../../model/data/sources.ts'
import { walk } from '../../model/data/walk.ts'
import { chunks } from '../base/chunks.ts'
import { Limiter } from '../base/limiter.ts'
import { throttle } from '../base/throttle.ts'
import type { Jobs } from '../processes/protocol.ts'
import { Batcher } from './batcher.ts'
import { createCanvases } from './canvases.ts'
import { decodeWithin, factsOf, sha256 } from './facts.ts'
import type { KnownPicture, ReaderJobs, ReadPicture } from './readerJobs.ts'
import { pngOf, samplesOf, thumbnailOf } from './thumbnail.ts'

/** Reading files, hashing and decoding share four threads; a few more pictures keep them busy. */
const MAX_CONCURRENT_PICTURES = 8
/** Minimum interval between reports of how many files were found, ms. */
const COUNT_INTERVAL_MS = 100
/** Pictures of a listing that one message holds. */
const PICTURES_PER_MESSAGE = 1000

/** Makes the jobs of the process that reads untrusted files. */
export function readerJobs(): Jobs<ReaderJobs> {
  const sources = new Sources()
  return {
    list: async ({ paths, seed }, { signal, progress }) => {
      // Files may have changed since they were opened.
      sources.close()
      const { pictures, skipped, ...listing } = await listSource(paths, {
        seed,
        signal,
        onFound: throttle(progress, COUNT_INTERVAL_MS),
      })
      for (const some of chunks(pictures, PICTURES_PER_MESSAGE)) progress({ pictures: some, skipped: [] })
      for (const some of chunks(skipped, PICTURES_PER_MESSAGE)) progress({ pictures: [], skipped: some })
      return listing
    },
    read: async (pictures, { signal, progress }) => {
      const batcher = new Batcher(progress)
      const limiter = new Limiter(MAX_CONCURRENT_PICTURES)
      const read = async (address: PictureAddress, index: number) => {
        signal.throwIfAborted()
        batcher.add(await readOne(address, index, sources))
      }
      try {
        await Promise.all(pictures.map((address, index) => limiter.queue(() => read(address, index))))
      } finally {
        batcher.flush()
      }
      return undefined
    },
    canvases: createCanvases(sources),
    thumbnails: (pictures, { signal }) => {
      const limiter = new Limiter(MAX_CONCURRENT_PICTURES)
      return Promise.all(
        pictures.map((picture) =>
          limiter.queue(async () => {
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
      const { files, skipped } = await walk(folder, {
        signal,
        onFound: throttle(progress, COUNT_INTERVAL_MS),
      })
      for (const some of chunks(files, PICTURES_PER_MESSAGE)) {
        progress({ files: some.map((file) => join(folder, file)), skipped: [] })
      }
      for (const some of chunks(skipped, PICTURES_PER_MESSAGE)) progress({ files: [], skipped: some })
      return undefined
    },
    hashes: async (addresses, { signal }) => {
      const hashes: (string | undefined)[] = []
      // One at a time: a file that is not a picture may be very large.
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

/** Decodes a picture of the library; undefined if it is gone, has changed, or cannot be read any more. */
async function known(picture: KnownPicture, sources: Sources) {
  try {
    const stored = await sources.read(picture)
    if (sha256(contentOf(stored)) !== picture.hash) return undefined
    return isPixels(stored) ? samplesOf(stored) : await decodeWithin(stored)
  } catch {
    return undefined
  }
}
