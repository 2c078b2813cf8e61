import type { RunningJob } from '../context.ts'
import { type Library, lookingThrough } from './library.ts'
import type { Check, WantedFiles } from './wantedFiles.ts'

/** The reader is asked about so many at once: enough to keep it busy, and the answer comes soon. */
const AT_ONCE = 200

/** A missing file: where it lay, and where it is now. */
export interface Found {
  readonly path: string
  readonly now: string
}

/**
 * Looks below a folder for missing files: those of the same name first, then the others, until all are found. What is
 * read is read in the reader, some at a time, and so are the answers: the app does other things in between.
 */
export async function findFiles(
  { reader }: Library,
  folder: string,
  wanted: WantedFiles,
  job: RunningJob,
): Promise<Found[]> {
  const found: Found[] = []
  let checks: Check[] = []
  let looked = 0
  const settle = async () => {
    const addresses = checks.map(({ address }) => address)
    const hashes = await reader.run('hashes', addresses, { signal: job.signal })
    for (const [i, check] of checks.entries()) {
      const path = wanted.take(check, hashes[i])
      if (path !== undefined) found.push({ path, now: check.address.path })
    }
    checks = []
    job.update({ done: looked })
  }

  const files = await filesBelow({ reader }, folder, wanted, job)
  job.update({ done: 0, total: files.length, note: undefined })
  for (const file of files) {
    if (wanted.count === 0) break
    for (const check of wanted.checksOf(file)) checks.push(check)
    looked++
    if (checks.length >= AT_ONCE) await settle()
  }
  if (checks.length > 0) await settle()
  return found
}

/** All files below a folder, those that have the name of a missing one first. */
async function filesBelow(
  { reader }: Pick<Library, 'reader'>,
  folder: string,
  wanted: WantedFiles,
  job: RunningJob,
): Promise<string[]> {
  const alike: string[] = []
  const others: string[] = []
  await reader.run(
    'files',
    { folder },
    {
      signal: job.signal,
      onProgress: (piece) => {
        if (typeof piece === 'number') return job.update({ note: lookingThrough(piece) })
        for (const file of piece.files) (wanted.hasName(file) ? alike : others).push(file)
        job.skip(piece.skipped)
      },
    },
  )
  return [...alike, ...others]
}
