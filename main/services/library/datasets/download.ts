import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { makeFolder } from '../../../../model/durable.ts'
import { RnpError, whyUnwritable } from '../../../../model/errors.ts'

/** A published file. */
export interface PublishedFile {
  readonly name: string
  readonly bytes: number
  /** Its addresses, best first. */
  readonly urls: readonly string[]
  readonly checksum: { readonly algorithm: 'sha256' | 'md5'; readonly hex: string }
}

export interface DownloadOptions {
  readonly signal: AbortSignal
  /** Called with the number of bytes downloaded so far. */
  readonly onBytes: (bytes: number) => void
  /** A connection fails if nothing arrives for this long, ms. */
  readonly patience?: number
  /** Pause before all addresses are tried again, ms. */
  readonly pause?: number
}

/** How often all addresses are tried without progress. */
const MAX_ROUNDS = 3
/** A download is aborted when it exceeds the published size by this factor. */
const MAX_SIZE_FACTOR = 2

/**
 * Downloads a file into `target`.part, continuing an interrupted download, and renames it once its checksum is right. A
 * correct file that is already there is not downloaded again.
 *
 * Rejects with a data error naming the last host and reason if the download fails, with the file system's error if the
 * disk is full, and with the signal's reason if it is aborted.
 */
export async function download(
  file: PublishedFile,
  target: string,
  { signal, onBytes, patience = 30_000, pause = 2000 }: DownloadOptions,
): Promise<void> {
  if (await isRight(target, file.checksum)) return onBytes((await stat(target)).size)
  makeFolder(dirname(target))
  const part = `${target}.part`
  let reason = ''
  for (let round = 0; round < MAX_ROUNDS; round++) {
    if (round > 0) await setTimeout(pause, undefined, { signal })
    for (const url of file.urls) {
      const before = await sizeOf(part)
      try {
        // A connection may break after the last byte.
        if (before === 0 || !(await isRight(part, file.checksum))) {
          await fetchInto(part, url, file.bytes * MAX_SIZE_FACTOR, signal, patience, onBytes)
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
        // As long as there is progress, the rounds start again.
        if ((await sizeOf(part)) > before) round = 0
      }
    }
  }
  throw new RnpError(
    'data/unreachable',
    `${basename(target)} cannot be downloaded. ${reason}.`,
    'Check whether this computer is online and try again; what has arrived is kept.',
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
      throw new Error(`it answered ${response.status} ${response.statusText}`.trim())
    let bytes = response.status === 206 ? here : 0
    await file.truncate(bytes)
    for await (const chunk of response.body) {
      clearTimeout(timer)
      timer = globalThis.setTimeout(stall, patience)
      bytes += chunk.length
      if (bytes > limit) {
        await file.truncate(0)
        throw new Error('it sent more than was published')
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

/** The message of `fetch` is "fetch failed"; the reason is in its cause. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as Error
  const { code } = (cause ?? {}) as NodeJS.ErrnoException
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'this computer seems to be offline'
  if (code === 'ECONNREFUSED') return 'it refused the connection'
  return cause instanceof Error ? cause.message || message : message
}
