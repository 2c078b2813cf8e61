import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { glyphs } from '../../../model/data/glyphs/glyphs.ts'
import { forkNode } from '../../processes/fork.ts'
import { encodePng } from '../../reader/png.ts'
import { createReader } from '../../reader/reader.ts'
import { openWorkspace } from '../../workspace/open.ts'
import { createEvents } from '../events.ts'
import { createHistory } from '../history.ts'
import { createJobs } from '../jobs.ts'
import { addPictures } from './add.ts'
import { startImport } from './import.ts'
import { pictureCounts, pictureIds } from './query.ts'
import { pictureSets } from './sets.ts'
import { Thumbnails } from './thumbnails.ts'

/** What the library's measures say, ms but for the import. */
export interface LibraryFigures {
  readonly pictures: number
  readonly importSeconds: number
  /** Longest that the app's process was kept from anything else during the import. */
  readonly longestBlock: number
  readonly addOne: number
  readonly sets: number
  readonly counts: number
  readonly idsByName: number
}

/** Imports so many small PNGs (glyphs of 28 x 28 px) into a workspace of its own, and asks for them. */
export async function measureLibrary(pictures = 10_000): Promise<LibraryFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'rnp-bench-'))
  const workspace = openWorkspace(join(folder, 'workspace'))
  const { db } = workspace
  const events = createEvents()
  const jobs = createJobs(db, events)
  const reader = createReader({ spawn: forkNode })
  const context = { db, folder: workspace.folder, events, jobs, history: createHistory(db, events) }
  const thumbnails = new Thumbnails(workspace.folder)
  const library = { context, reader, thumbnails }
  try {
    await writePictures(join(folder, 'pictures'), pictures)
    await writePictures(join(folder, 'one'), 1, 1)
    await reader.start()
    const blocked = watchBlocks()
    const began = performance.now()
    const { jobId } = await startImport(library, { source: { paths: [join(folder, 'pictures')] } })
    for await (const event of events.subscribe()) {
      if (event.type === 'job' && event.job.id === jobId && event.job.ended) break
    }
    const importSeconds = (performance.now() - began) / 1000
    const longestBlock = blocked()
    const filter = { splits: ['train' as const] }
    return {
      pictures: pictureCounts(db, {}).pictures,
      importSeconds,
      longestBlock,
      addOne: await timed(() =>
        addPictures(library, { source: { paths: [join(folder, 'one', '0', '0.png')] } }),
      ),
      sets: await timed(() => pictureSets(db)),
      counts: await timed(() => pictureCounts(db, filter)),
      idsByName: await timed(() => pictureIds(db, filter, { by: 'name' })),
    }
  } finally {
    await reader.stop()
    thumbnails.close()
    await workspace.close()
    await rm(folder, { recursive: true })
  }
}

async function writePictures(folder: string, count: number, seed = 0): Promise<void> {
  const side = 28
  const { pixels } = glyphs({ count, seed, side, split: 'train' })
  for (let i = 0; i < count; i++) {
    const of = join(folder, String(i % 10))
    if (i < 10) await mkdir(of, { recursive: true })
    const one = new Uint8ClampedArray(pixels.slice(i * side * side, (i + 1) * side * side))
    await writeFile(
      join(of, `${i}.png`),
      await encodePng({ width: side, height: side, channels: 1, pixels: one }),
    )
  }
}

async function timed(work: () => unknown): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

/** @returns ends the watch and gives the longest time that the event loop stood, ms */
function watchBlocks(): () => number {
  const every = 5
  let last = performance.now()
  let longest = 0
  const timer = setInterval(() => {
    const now = performance.now()
    longest = Math.max(longest, now - last - every)
    last = now
  }, every)
  return () => {
    clearInterval(timer)
    return longest
  }
}

if (import.meta.main) {
  console.log(await measureLibrary(process.argv[2] ? Number(process.argv[2]) : undefined))
}
