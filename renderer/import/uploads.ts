import { ref, shallowRef } from 'vue'
import { routes } from '../../main/contract/routes.ts'
import { refused } from '../client/fetchBytes.ts'
import type { FileToSend } from './dropped.ts'

const MAX_CONCURRENT_UPLOADS = 6

/** What is being sent to the app, for the bottom bar; undefined if nothing is. */
export const sending = shallowRef<{ readonly title: string; readonly cancel: () => void }>()
export const sent = ref(0)
export const toSend = ref<number>()

/** Files that were sent, for `library.import` and `library.add`. */
export interface Upload {
  readonly upload: string
  readonly paths: readonly string[]
  /** What could not be sent, and why. */
  readonly notSent: readonly NotSent[]
}

export interface NotSent {
  readonly file: string
  readonly reason: string
}

/**
 * Sends files to the app, a few at a time, while more are still being found. A file that cannot be read, or that the app
 * refuses, does not keep the others back. If the whole ends, nothing that was sent stays there.
 *
 * @throws Error made by `refused` if the app can take no file (its disk is full); a DOMException 'AbortError' if the
 *   person cancels
 */
export async function sendFiles(
  files: AsyncIterable<FileToSend> | Iterable<FileToSend>,
  title: string,
): Promise<Upload> {
  const upload = crypto.randomUUID()
  const abort = new AbortController()
  const found: string[] = []
  const notSent: NotSent[] = []
  sending.value = { title, cancel: () => abort.abort() }
  sent.value = 0
  toSend.value = Array.isArray(files) ? files.length : undefined
  const underWay = new Set<Promise<void>>()
  try {
    for await (const { path, file } of files) {
      abort.signal.throwIfAborted()
      found.push(path)
      const one = sendFile(upload, path, file, abort.signal).then((reason) => {
        if (reason !== undefined) notSent.push({ file: path, reason })
        sent.value++
      })
      const settled = one.finally(() => underWay.delete(settled))
      underWay.add(settled)
      if (underWay.size >= MAX_CONCURRENT_UPLOADS) await Promise.race(underWay)
    }
    await Promise.all(underWay)
    const lost = new Set(notSent.map(({ file }) => file))
    return { upload, paths: found.filter((path) => !lost.has(path)), notSent }
  } catch (error) {
    abort.abort()
    await Promise.allSettled(underWay)
    await fetch(routes.uploads(upload), { method: 'DELETE' }).catch(() => {})
    throw error
  } finally {
    sending.value = undefined
  }
}

/** Refusals of one file, which say nothing of the others. */
const OF_ONE_FILE = ['usage/invalid', 'usage/exists', 'data/too-large']

/** Sends a file; returns why it alone cannot be sent. */
async function sendFile(
  upload: string,
  path: string,
  file: File,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const response = await fetch(routes.upload(upload, path), { method: 'POST', body: file, signal })
    if (response.ok) return undefined
    const refusal = await refused(response)
    if (refusal.code && OF_ONE_FILE.includes(refusal.code)) return refusal.message
    throw refusal
  } catch (error) {
    // A file that cannot be read fails as a connection does.
    if (error instanceof TypeError && !(await isReadable(file))) return UNREADABLE
    throw error
  }
}

/** The reason given for files that the browser cannot read: a person may not, or they are gone. */
export const UNREADABLE = 'the browser cannot read it'

async function isReadable(file: File): Promise<boolean> {
  return file
    .slice(0, 1)
    .arrayBuffer()
    .then(
      () => true,
      () => false,
    )
}
