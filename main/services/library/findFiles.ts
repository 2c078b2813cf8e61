import type { RunningJob } from '../context.ts'
import { type Library, lookingThrough } from './library.ts'
import type { Check, WantedFiles } from './wantedFiles.ts'

/** Enough files to keep the reader busy, but few enough for quick answers. */
const CHECKS_PER_REQUEST = 200

/** A missing file that was found: where it was, and where it is now. */
export interface Found {
  readonly path: string
  readonly now: string
}

/**
 * Looks for missing files below a folder, until all are found: among files with the same name first, then among the
 * others. The reader reads them in batches, between which the app does other work.
 */
export async function findFiles(
  { reader }: Library,
  folder: string,
  wanted: WantedFiles,
  job: RunningJob,
): Promise<Found[]> {
  const found: Found[] = []
  let checks: Check[] = []
  let checked = 0
  const settle = async () => {
    const addresses = checks.map(({ address }) => address)
    const hashes = await reader.run('hashes', addresses, { signal: job.signal })
    for (const [i, check] of checks.entries()) {
      const path = wanted.take(check, hashes[i])
      if (path !== undefined) found.push({ path, now: check.address.path })
    }
    checks = []
    job.update({ done: checked })
  }

  const files = await filesBelow({ reader }, folder, wanted, job)
  job.update({ done: 0, total: files.length, note: undefined })
  for (const file of files) {
    if (wanted.count === 0) break
    for (const check of wanted.checksOf(file)) checks.push(check)
    checked++
    if (checks.length >= CHECKS_PER_REQUEST) await settle()
  }
  if (checks.length > 0) await settle()
  return found
}

/** Lists all files below a folder, those with the name of a missing one first. */
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
