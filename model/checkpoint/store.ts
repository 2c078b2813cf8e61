import { createHash } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { freeBytes, makeFolder, removeFolder, removeLeftovers, writeFolder } from '../durable.ts'
import { RnpError, whyUnreadable, whyUnwritable } from '../errors.ts'
import { readRegularFile } from '../regularFile.ts'
import type { SavedTensor } from '../rnp/parameters.ts'
import {
  DAMAGED,
  decodeManifest,
  encodeManifest,
  FORMAT,
  type Manifest,
  type ManifestParts,
} from './manifest.ts'
import { decodeSafetensors, encodeSafetensors, type Tensors } from './safetensors.ts'

// A run's checkpoints lie in <run>/checkpoints/step-0000500/{manifest.json,weights.safetensors}. Everything else
// (which is latest, which is best) is derived from them: there is no pointer that could go stale.
const CHECKPOINTS = 'checkpoints'
const MANIFEST = 'manifest.json'
const WEIGHTS = 'weights.safetensors'
/** Much more than any has, which keep figures and sizes. */
const MAX_MANIFEST_BYTES = 16 * 2 ** 20

export interface WriteOptions extends ManifestParts {
  readonly tensors: Tensors
  /** Store floats in half precision (for use, not for resuming). */
  readonly half?: boolean
}

export interface Checkpoint {
  /** Its folder. */
  readonly path: string
  readonly manifest: Manifest
  readonly tensors: Map<string, SavedTensor>
}

/** Which of a run's checkpoints: the latest to resume training, the best to use the model. */
export type Which = 'latest' | 'best'

/**
 * Writes a checkpoint of a run and returns its folder. It is written under a temporary name, flushed to disk and
 * renamed: a crash, a kill or a power cut at any moment leaves it complete or absent, and what was there before
 * untouched. An earlier checkpoint of the same step is removed once the new one is in place. One process writes
 * to a run at a time.
 *
 * @param run the run's folder, created when missing
 * @throws RnpError 'checkpoint' when it cannot be written (disk full, no permission), naming the path, the bytes
 *   wanted and the bytes free
 */
export async function writeCheckpoint(run: string, options: WriteOptions): Promise<string> {
  const { weights, manifest } = encode(options)
  const folder = join(run, CHECKPOINTS)
  const { step } = options
  let path = join(folder, folderName(step, 1))
  try {
    makeFolder(folder)
    await removeLeftovers(folder)
    const earlier = (await listFolders(run)).filter((found) => found.step === step)
    path = join(folder, folderName(step, (earlier.at(-1)?.revision ?? 0) + 1))
    await writeFolder(path, { [WEIGHTS]: weights, [MANIFEST]: manifest })
    for (const { path: old } of earlier) await removeFolder(old)
    return path
  } catch (cause) {
    if (cause instanceof RnpError) throw cause
    throw await cannotWrite(path, weights.length + manifest.length, cause as NodeJS.ErrnoException)
  }
}

/**
 * Writes one checkpoint as a folder of its own, outside any run: a model to use or to share.
 *
 * @param folder must not exist
 * @throws RnpError 'checkpoint' as `writeCheckpoint` does
 */
export async function writeModel(folder: string, options: WriteOptions): Promise<void> {
  const { weights, manifest } = encode(options)
  try {
    makeFolder(dirname(folder))
    await writeFolder(folder, { [WEIGHTS]: weights, [MANIFEST]: manifest })
  } catch (cause) {
    throw await cannotWrite(folder, weights.length + manifest.length, cause as NodeJS.ErrnoException)
  }
}

function encode({ tensors, half = false, ...parts }: WriteOptions) {
  const weights = encodeSafetensors(tensors, { half, metadata: { format: FORMAT } })
  const described = { file: WEIGHTS, bytes: weights.length, sha256: sha256(weights), half }
  return { weights, manifest: Buffer.from(encodeManifest(parts, described)) }
}

/** Whether a run has any checkpoint, even a damaged one; one that a killed process was writing does not count. */
export function hasCheckpoint(run: string): boolean {
  const folder = join(run, CHECKPOINTS)
  return existsSync(folder) && readdirSync(folder).some((name) => FOLDER.test(name))
}

/**
 * Reads a checkpoint and verifies its size and SHA-256. Changes nothing on disk.
 *
 * @param path a run's folder, a checkpoint's folder, or a file in it
 * @param which of a run's checkpoints; the best has the lowest evaluation mse, or is the latest when none has any
 * @throws RnpError 'checkpoint' when there is none or it is damaged; the hint names another one of the run that is whole
 */
export async function readCheckpoint(path: string, which: Which = 'latest'): Promise<Checkpoint> {
  const folder = await locate(resolve(path), which)
  try {
    return await readWhole(folder)
  } catch (cause) {
    if (!(cause instanceof RnpError)) throw cause
    const other = await newestWholeBut(folder)
    if (!other) throw cause
    throw new RnpError(
      cause.code,
      cause.message,
      `${cause.hint} In this run ${other} is whole: remove ${folder} to go on from there.`,
      { cause },
    )
  }
}

/** Reads a checkpoint's manifest alone; otherwise as `readCheckpoint`. */
export async function describeCheckpoint(path: string, which: Which = 'latest'): Promise<Manifest> {
  return readManifest(await locate(resolve(path), which))
}

/**
 * Keeps the run's last checkpoints and its best, removes the others and returns the folders removed. Damaged ones
 * neither count nor are removed: they may help to find out what happened.
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
  /** Above 1 for a step that was written again: the highest counts, and the others are about to be removed. */
  readonly revision: number
}

function folderName(step: number, revision: number): string {
  const name = `step-${String(step).padStart(7, '0')}`
  return revision === 1 ? name : `${name}-${revision}`
}

const FOLDER = /^step-(\d{7,})(?:-(\d+))?$/

/** The folders of a run's checkpoints, oldest first; none when the run has no folder for them. */
async function listFolders(run: string): Promise<Folder[]> {
  const folder = join(run, CHECKPOINTS)
  const names = await readdir(folder).catch((error) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  return names
    .flatMap((name) => {
      const match = FOLDER.exec(name)
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
  const figure = ({ manifest }: Listed) => manifest.metrics.evaluation?.mse ?? Number.POSITIVE_INFINITY
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
      'checkpoint/not-found',
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
  const bytes = await readRegularFile(file).catch((error) => unreadable(file, error))
  const found = sha256(bytes)
  if (found !== manifest.weights.sha256) {
    throw damaged(
      `${file} has changed since it was written: SHA-256 ${found}, expected ${manifest.weights.sha256}`,
    )
  }
  return { path: folder, manifest, tensors: decodeSafetensors(bytes, file) }
}

async function readManifest(folder: string): Promise<Manifest> {
  const file = join(folder, MANIFEST)
  const bytes = await readRegularFile(file, MAX_MANIFEST_BYTES).catch((error) => unreadable(file, error))
  return decodeManifest(String(bytes), file)
}

async function checkSize(folder: string, { weights }: Manifest): Promise<void> {
  const file = join(folder, weights.file)
  const { size } = await stat(file).catch((error) => unreadable(file, error))
  if (size !== weights.bytes) {
    const fault = size < weights.bytes ? 'is truncated' : 'is too long'
    throw damaged(`${file} ${fault}: ${size} bytes, expected ${weights.bytes}`)
  }
}

async function newestWholeBut(folder: string): Promise<string | undefined> {
  const folders = await listFolders(dirname(dirname(folder)))
  for (const { path } of folders.filter(({ path }) => path !== folder).reverse()) {
    const whole = await readWhole(path).catch((error) => {
      if (!(error instanceof RnpError)) throw error
    })
    if (whole) return path
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

async function cannotWrite(path: string, wanted: number, cause: NodeJS.ErrnoException): Promise<RnpError> {
  const free = await freeBytes(path)
  const advice =
    whyUnwritable(cause) === 'disk-full'
      ? 'The disk is full: free some space on it, or choose a folder on another one'
      : 'Choose a folder that can be written to'
  return new RnpError(
    `checkpoint/${whyUnwritable(cause)}`,
    `checkpoint ${path} cannot be written: ${wanted} bytes wanted, ${free} bytes free: ${cause.message}`,
    `${advice}; the checkpoints written before are untouched.`,
    { cause },
  )
}

function unreadable(path: string, cause: NodeJS.ErrnoException): never {
  const fault =
    cause.code === 'ENOENT' || cause.code === 'ENOTDIR'
      ? 'does not exist'
      : `cannot be read: ${cause.message}`
  throw new RnpError(
    `checkpoint/${whyUnreadable(cause)}`,
    `${path} ${fault}`,
    'Check the path; it may be a run, a checkpoint or a file in it.',
    {
      cause,
    },
  )
}

function damaged(message: string): RnpError {
  return new RnpError('checkpoint/damaged', message, DAMAGED)
}
