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
}

/**
 * Sends files to the app, a few at a time, while more are still being found.
 *
 * @throws Error made by `refused` if the app refuses a file; a DOMException 'AbortError' if the person cancels
 */
export async function sendFiles(
  files: AsyncIterable<FileToSend> | Iterable<FileToSend>,
  title: string,
): Promise<Upload> {
  const upload = crypto.randomUUID()
  const abort = new AbortController()
  const paths: string[] = []
  sending.value = { title, cancel: () => abort.abort() }
  sent.value = 0
  toSend.value = Array.isArray(files) ? files.length : undefined
  const underWay = new Set<Promise<void>>()
  try {
    for await (const { path, file } of files) {
      abort.signal.throwIfAborted()
      paths.push(path)
      const one = sendFile(upload, path, file, abort.signal).then(() => {
        sent.value++
      })
      const settled = one.finally(() => underWay.delete(settled))
      underWay.add(settled)
      if (underWay.size >= MAX_CONCURRENT_UPLOADS) await Promise.race(underWay)
    }
    await Promise.all(underWay)
    return { upload, paths }
  } catch (error) {
    abort.abort()
    await Promise.allSettled(underWay)
    throw error
  } finally {
    sending.value = undefined
  }
}

async function sendFile(upload: string, path: string, file: File, signal: AbortSignal): Promise<void> {
  const response = await fetch(routes.upload(upload, path), { method: 'POST', body: file, signal })
  if (!response.ok) throw await refused(response)
}
