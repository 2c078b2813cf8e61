import { ref, shallowRef } from 'vue'
import { routes } from '../../main/contract/routes.ts'
import { refused } from '../client/fetchBytes.ts'
import type { FileToSend } from './dropped.ts'

/** Files on their way at once. */
const IN_FLIGHT = 6

/** What is being sent to the app, for the bar at the bottom; absent where nothing is. */
export const sending = shallowRef<{ readonly title: string; readonly cancel: () => void }>()
export const sent = ref(0)
export const toSend = ref<number>()

/** What was sent, for library.import and library.add. */
export interface Upload {
  readonly upload: string
  readonly paths: readonly string[]
}

/**
 * Sends files to the app, a few at a time, while they are still being found.
 *
 * @throws the app's refusal, or an AbortError where the person cancelled
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
      if (underWay.size >= IN_FLIGHT) await Promise.race(underWay)
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
