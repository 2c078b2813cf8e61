import { basename, join } from 'node:path'
import { walk } from '../../model/data/folder.ts'
import type { Skipped } from '../../model/data/imageSet.ts'
import { isRaw, type PictureAddress, type Sources } from '../../model/data/sources.ts'
import { sha256 } from './facts.ts'
import type { KnownPicture } from './readerJobs.ts'

interface Found {
  readonly path: string
  readonly now: string
}

/**
 * Looks below a folder for the files that pictures lay in, by content: files of the same name first, then the others,
 * until all are found. An archive or IDX file is the one looked for when it has one of its pictures where it was.
 */
export async function findFiles(
  folder: string,
  wanted: readonly KnownPicture[],
  sources: Sources,
  { signal, onLooked }: { signal: AbortSignal; onLooked: (files: number) => void },
): Promise<{ found: Found[]; skipped: Skipped[] }> {
  const { files, skipped } = await walk(folder, { signal })
  const found: Found[] = []
  /** Paths of missing files by content, and one picture of every missing archive and IDX file. */
  const alone = new Map<string, string[]>()
  const holders = new Set<KnownPicture>()
  for (const picture of wanted) {
    if (picture.kind === 'file') alone.set(picture.hash, [...(alone.get(picture.hash) ?? []), picture.path])
    else holders.add(picture)
  }
  const names = new Set(wanted.map(({ path }) => basename(path)))
  const [alike, others] = [true, false].map((same) =>
    files.filter((file) => names.has(basename(file)) === same),
  )

  let looked = 0
  for (const file of [...alike, ...others]) {
    signal.throwIfAborted()
    if (alone.size + holders.size === 0) break
    const now = join(folder, file)
    const same = alone.size > 0 ? await sameContent(now, alone, sources) : undefined
    if (same) found.push({ path: same, now })
    for (const picture of holders) {
      if (!mayHold(file, picture)) continue
      if ((await hashOf({ ...picture, path: now }, sources)) !== picture.hash) continue
      holders.delete(picture)
      found.push({ path: picture.path, now })
    }
    onLooked(++looked)
  }
  return { found, skipped }
}

/** The missing file that a file is, taken off the list; of copies with one content, the one of the same name first. */
async function sameContent(
  file: string,
  alone: Map<string, string[]>,
  sources: Sources,
): Promise<string | undefined> {
  const hash = await hashOf({ kind: 'file', path: file, member: '' }, sources)
  const paths = hash === undefined ? undefined : alone.get(hash)
  if (!hash || !paths) return undefined
  const named = paths.find((path) => basename(path) === basename(file)) ?? paths[0]
  const left = paths.filter((path) => path !== named)
  if (left.length > 0) alone.set(hash, left)
  else alone.delete(hash)
  return named
}

/** Archives and IDX files are opened only where their name allows it. */
function mayHold(file: string, { kind, path }: KnownPicture): boolean {
  return basename(file) === basename(path) || (kind === 'zip' ? /\.zip$/i : /idx/i).test(file)
}

async function hashOf(picture: PictureAddress, sources: Sources): Promise<string | undefined> {
  try {
    return sha256(isRaw(picture) ? (await sources.raw(picture)).pixels : await sources.encoded(picture))
  } catch {
    return undefined
  }
}
