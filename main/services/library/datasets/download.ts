import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { RnpError, whyUnwritable } from '../../../../model/errors.ts'

/** A file as it is published. */
export interface PublishedFile {
  readonly name: string
  readonly bytes: number
  /** Where it can be had, the best place first. */
  readonly urls: readonly string[]
  readonly checksum: { readonly algorithm: 'sha256' | 'md5'; readonly hex: string }
}

export interface DownloadOptions {
  readonly signal: AbortSignal
  /** Called with the bytes of it that are here. */
  readonly onBytes: (bytes: number) => void
  /** Without a byte for so long, a connection has failed, ms. */
  readonly patience?: number
  /** Pause before all places are tried again, ms. */
  readonly pause?: number
}

/** All places are tried so often without a byte more. */
const ROUNDS = 3
/** What sends this many times what was published is no home of it. */
const TOO_MUCH = 2

/**
 * Fetches a file whole and verified, or not at all: into `target`.part, going on where an earlier try broke off; renamed
 * when its checksum is right. A file that is there already and right is not fetched.
 *
 * Throws a data error where it cannot be had, naming the last place and reason, the file system's error where the disk is
 * full, and the reason of the signal.
 */
export async function download(
  file: PublishedFile,
  target: string,
  { signal, onBytes, patience = 30_000, pause = 2000 }: DownloadOptions,
): Promise<void> {
  if (await isRight(target, file.checksum)) return onBytes((await stat(target)).size)
  await mkdir(dirname(target), { recursive: true })
  const part = `${target}.part`
  let reason = ''
  for (let round = 0; round < ROUNDS; round++) {
    if (round > 0) await setTimeout(pause, undefined, { signal })
    for (const url of file.urls) {
      const before = await sizeOf(part)
      try {
        // A connection may break off after the last byte.
        if (before === 0 || !(await isRight(part, file.checksum))) {
          await fetchInto(part, url, file.bytes * TOO_MUCH, signal, patience, onBytes)
        }
        if (await isRight(part, file.checksum)) {
          await rename(part, target)
          return
        }
        await rm(part, { force: true })
        reason = `${hostOf(url)} sent something else (its checksum is wrong)`
      } catch (error) {
        signal.throwIfAborted()
        if (whyUnwritable(error) === 'disk-full') throw error
        reason = `${hostOf(url)}: ${reasonOf(error)}`
        // What comes in pieces comes.
        if ((await sizeOf(part)) > before) round = 0
      }
    }
  }
  throw new RnpError(
    'data/unreachable',
    `${basename(target)} cannot be fetched. ${reason}.`,
    'Look whether this computer is online and try again: what has arrived is kept.',
  )
}

async function fetchInto(
  part: string,
  url: string,
  limit: number,
  signal: AbortSignal,
  patience: number,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const stalled = new AbortController()
  const stall = () => stalled.abort(new Error(`nothing came for ${patience / 1000} s`))
  let timer = globalThis.setTimeout(stall, patience)
  const here = await sizeOf(part)
  const file = await open(part, 'a')
  try {
    const response = await fetch(url, {
      signal: AbortSignal.any([signal, stalled.signal]),
      headers: here > 0 ? { range: `bytes=${here}-` } : {},
    })
    if (response.status === 416) await file.truncate(0)
    if (!response.ok || !response.body)
      throw new Error(`it answers ${response.status} ${response.statusText}`.trim())
    let bytes = response.status === 206 ? here : 0
    await file.truncate(bytes)
    for await (const chunk of response.body) {
      clearTimeout(timer)
      timer = globalThis.setTimeout(stall, patience)
      bytes += chunk.length
      if (bytes > limit) {
        await file.truncate(0)
        throw new Error('it sends more than was published')
      }
      await file.writeFile(chunk)
      onBytes(bytes)
    }
    await file.sync()
  } finally {
    clearTimeout(timer)
    await file.close()
  }
}

async function isRight(path: string, { algorithm, hex }: PublishedFile['checksum']): Promise<boolean> {
  const hash = createHash(algorithm)
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk)
  } catch {
    return false
  }
  return hash.digest('hex') === hex
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0
}

function hostOf(url: string): string {
  return new URL(url).host
}

/** fetch says "fetch failed", and why in its cause. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as Error
  const { code } = (cause ?? {}) as NodeJS.ErrnoException
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'this computer seems to be offline'
  if (code === 'ECONNREFUSED') return 'it refuses the connection'
  return cause instanceof Error ? cause.message || message : message
}
