import { createHash, randomBytes } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, stat, statfs } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { RnpError } from '../errors.ts'
import { decodeManifest, encodeManifest, type Manifest, type ManifestParts } from './manifest.ts'
import { decodeSafetensors, encodeSafetensors, type NamedArray, type NamedArrays } from './safetensors.ts'

// A run's checkpoints lie in <run>/checkpoints/step-0000500/{manifest.json,weights.safetensors}. Everything else
// (which is latest, which is best) is derived from them: there is no pointer that could go stale.
const CHECKPOINTS = 'checkpoints'
const MANIFEST = 'manifest.json'
const WEIGHTS = 'weights.safetensors'

/** The figure by which checkpoints are compared; lower is better. */
export const BEST_BY = 'heldOutMse'

export interface WriteOptions extends ManifestParts {
  readonly tensors: NamedArrays
  /** Store floats in half precision (for use, not for resuming). */
  readonly half?: boolean
}

export interface Checkpoint {
  /** Its folder. */
  readonly path: string
  readonly manifest: Manifest
  readonly tensors: Map<string, NamedArray>
}

/** Which of a run's checkpoints: the latest to resume training, the best to use the model. */
export type Which = 'latest' | 'best'

/**
 * Writes a checkpoint of a run and gives its folder. It is written under a temporary name, flushed to disk and
 * renamed: a crash, a kill or a power cut at any moment leaves it complete or absent, and what was there before
 * untouched. An earlier checkpoint of the same step is removed once the new one is in place. One process writes
 * to a run at a time.
 *
 * @param run the run's folder, made when missing
 * @throws RnpError 'checkpoint' when it cannot be written (disk full, no permission), naming the path, the bytes
 *   wanted and the bytes free
 */
export async function writeCheckpoint(run: string, options: WriteOptions): Promise<string> {
  const { tensors, half, ...parts } = options
  const weights = encodeSafetensors(tensors, { half, metadata: { format: 'rnp-checkpoint' } })
  const manifest = Buffer.from(
    encodeManifest(parts, { file: WEIGHTS, bytes: weights.length, sha256: sha256(weights) }),
  )

  const folder = join(run, CHECKPOINTS)
  const temporary = join(folder, unfinishedName())
  let path = join(folder, folderName(parts.step, 1))
  try {
    await mkdir(folder, { recursive: true })
    await removeLeftovers(folder)
    const earlier = (await listFolders(run)).filter(({ step }) => step === parts.step)
    path = join(folder, folderName(parts.step, (earlier.at(-1)?.revision ?? 0) + 1))

    await mkdir(temporary)
    await writeThrough(join(temporary, WEIGHTS), weights)
    await writeThrough(join(temporary, MANIFEST), manifest)
    await flushFolder(temporary)
    await rename(temporary, path)
    await flushFolder(folder)
    for (const { path: old } of earlier) await removeFolder(old)
    return path
  } catch (cause) {
    if (cause instanceof RnpError) throw cause
    await rm(temporary, { recursive: true, force: true }).catch(() => {})
    throw await cannotWrite(path, weights.length + manifest.length, cause as NodeJS.ErrnoException)
  }
}

/**
 * Reads a checkpoint and verifies its size and SHA-256. Changes nothing on disk.
 *
 * @param path a run's folder, a checkpoint's folder, or a file in it
 * @param which of a run's checkpoints; without a held-out figure in any of them the best is the latest
 * @throws RnpError 'checkpoint' when there is none or it is damaged, naming an older one of the run that is whole
 */
export async function readCheckpoint(path: string, which: Which = 'latest'): Promise<Checkpoint> {
  const folder = await locate(resolve(path), which)
  try {
    return await readWhole(folder)
  } catch (cause) {
    if (!(cause instanceof RnpError)) throw cause
    const older = await newestWholeBefore(folder)
    if (!older) throw cause
    throw new RnpError(
      'checkpoint',
      cause.message,
      `${cause.hint} In this run ${older} is older and whole.`,
      { cause },
    )
  }
}

/**
 * Keeps the run's last checkpoints and its best, removes the others and gives the folders removed. Damaged ones
 * neither count nor are removed: they may be of use to whoever finds out what happened.
 */
export async function pruneCheckpoints(run: string, keepLast = 3): Promise<string[]> {
  const whole = await listWhole(run)
  const kept = new Set([...whole.slice(-keepLast), best(whole)])
  const removed = whole.filter((checkpoint) => !kept.has(checkpoint)).map(({ path }) => path)
  for (const path of removed) await removeFolder(path)
  return removed
}

interface Folder {
  readonly path: string
  readonly step: number
  /** Told apart only while a step is written again: the later one counts. */
  readonly revision: number
}

function folderName(step: number, revision: number): string {
  const name = `step-${String(step).padStart(7, '0')}`
  return revision === 1 ? name : `${name}-${revision}`
}

/** The folders of a run's checkpoints, oldest first; none when the run has no folder for them. */
async function listFolders(run: string): Promise<Folder[]> {
  const folder = join(run, CHECKPOINTS)
  const names = await readdir(folder).catch((error) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  return names
    .flatMap((name) => {
      const match = /^step-(\d{7,})(?:-(\d+))?$/.exec(name)
      return match
        ? [{ path: join(folder, name), step: Number(match[1]), revision: Number(match[2] ?? 1) }]
        : []
    })
    .sort((a, b) => a.step - b.step || a.revision - b.revision)
}

interface Listed {
  readonly path: string
  readonly manifest: Manifest
}

/** A run's checkpoints whose manifest is readable and whose weights have the right size, oldest first. */
async function listWhole(run: string): Promise<Listed[]> {
  const whole: Listed[] = []
  for (const { path } of await listFolders(run)) {
    try {
      const manifest = await readManifest(path)
      await checkSize(path, manifest)
      whole.push({ path, manifest })
    } catch (error) {
      if (!(error instanceof RnpError)) throw error
    }
  }
  return whole
}

function best(checkpoints: readonly Listed[]): Listed | undefined {
  const figure = ({ manifest }: Listed) => manifest.metrics[BEST_BY] ?? Number.POSITIVE_INFINITY
  return checkpoints.toReversed().sort((a, b) => Math.sign(figure(a) - figure(b)) || 0)[0]
}

async function locate(path: string, which: Which): Promise<string> {
  const found = await stat(path).catch((error) => unreadable(path, error))
  if (!found.isDirectory()) return dirname(path)
  if ((await readdir(path)).includes(MANIFEST)) return path
  const run = basename(path) === CHECKPOINTS ? dirname(path) : path
  const folders = await listFolders(run)
  if (folders.length === 0) {
    throw new RnpError(
      'checkpoint',
      `${path} holds no checkpoint: neither ${MANIFEST} nor ${join(CHECKPOINTS, folderName(500, 1))} or the like`,
      'Give the folder of a run that has been trained, or of one of its checkpoints.',
    )
  }
  const latest = folders.at(-1)!.path
  return which === 'latest' ? latest : (best(await listWhole(run))?.path ?? latest)
}

async function readWhole(folder: string): Promise<Checkpoint> {
  const manifest = await readManifest(folder)
  await checkSize(folder, manifest)
  const file = join(folder, manifest.weights.file)
  const bytes = await readFile(file)
  const found = sha256(bytes)
  if (found !== manifest.weights.sha256) {
    throw damaged(
      `${file} has changed since it was written: SHA-256 ${found}, expected ${manifest.weights.sha256}`,
    )
  }
  return { path: folder, manifest, tensors: decodeSafetensors(bytes, file).tensors }
}

async function readManifest(folder: string): Promise<Manifest> {
  const file = join(folder, MANIFEST)
  return decodeManifest(await readFile(file, 'utf8').catch((error) => unreadable(file, error)), file)
}

async function checkSize(folder: string, { weights }: Manifest): Promise<void> {
  const file = join(folder, weights.file)
  const { size } = await stat(file).catch((error) => unreadable(file, error))
  if (size !== weights.bytes) {
    const fault = size < weights.bytes ? 'is truncated' : 'is too long'
    throw damaged(`${file} ${fault}: ${size} bytes, expected ${weights.bytes}`)
  }
}

async function newestWholeBefore(folder: string): Promise<string | undefined> {
  const folders = await listFolders(dirname(dirname(folder)))
  const at = folders.findIndex(({ path }) => path === folder)
  for (const { path } of folders.slice(0, Math.max(at, 0)).reverse()) {
    const whole = await readWhole(path).catch((error) => {
      if (!(error instanceof RnpError)) throw error
    })
    if (whole) return path
  }
}

const UNFINISHED = /^\.unfinished-(\d+)-[0-9a-f]+$/

/** Name of a folder in the making or in removal; the process id tells whether anyone is still at it. */
function unfinishedName(): string {
  return `.unfinished-${process.pid}-${randomBytes(4).toString('hex')}`
}

async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const match = UNFINISHED.exec(name)
    if (match && !isAnotherProcess(Number(match[1]))) {
      await rm(join(folder, name), { recursive: true, force: true })
    }
  }
}

/** Whether the id is that of a living process other than this one. */
function isAnotherProcess(pid: number): boolean {
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it lives, but belongs to someone else.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Renames before it removes, so that a kill half-way leaves no folder that looks like a checkpoint. */
async function removeFolder(path: string): Promise<void> {
  try {
    const unfinished = join(dirname(path), unfinishedName())
    await rename(path, unfinished)
    await rm(unfinished, { recursive: true, force: true })
  } catch (cause) {
    throw new RnpError(
      'checkpoint',
      `${path} cannot be removed: ${(cause as Error).message}`,
      'Check the permissions of the folder; newer checkpoints are in place.',
      { cause },
    )
  }
}

async function writeThrough(path: string, bytes: Uint8Array): Promise<void> {
  await using file = await open(path, 'wx')
  await file.writeFile(bytes)
  await file.sync()
}

/** Makes the names in a folder durable. Windows does so by itself and cannot open a folder. */
async function flushFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  await using folder = await open(path, 'r')
  await folder.sync()
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

async function cannotWrite(path: string, wanted: number, cause: NodeJS.ErrnoException): Promise<RnpError> {
  const free = await freeBytes(path)
  const advice =
    cause.code === 'ENOSPC' || cause.code === 'EDQUOT'
      ? 'Free some space on that disk, or choose a folder on another one'
      : 'Choose a folder that can be written to'
  return new RnpError(
    'checkpoint',
    `checkpoint ${path} cannot be written: ${wanted} bytes wanted, ${free} bytes free: ${cause.message}`,
    `${advice}; the checkpoints written before are untouched.`,
    { cause },
  )
}

/** Bytes free to this user on the disk that would hold `path`, judged by its nearest folder that exists. */
async function freeBytes(path: string): Promise<number | 'unknown'> {
  try {
    const { bavail, bsize } = await statfs(path)
    return bavail * bsize
  } catch {
    return dirname(path) === path ? 'unknown' : freeBytes(dirname(path))
  }
}

function unreadable(path: string, cause: NodeJS.ErrnoException): never {
  const fault =
    cause.code === 'ENOENT' || cause.code === 'ENOTDIR'
      ? 'does not exist'
      : `cannot be read: ${cause.message}`
  throw new RnpError(
    'checkpoint',
    `${path} ${fault}`,
    'Check the path; it may be a run, a checkpoint or a file in it.',
    {
      cause,
    },
  )
}

function damaged(message: string): RnpError {
  return new RnpError(
    'checkpoint',
    message,
    'Use another checkpoint, or copy this one again from where it came.',
  )
}
