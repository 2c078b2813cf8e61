import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { sendFiles, sending, sent } from './uploads.ts'

const files = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ path: `set/${i}.png`, file: new File(['x'], `${i}.png`) }))

/** Requests that wait until they are answered. */
let requests: { address: string; answer: (response: Response) => void }[]

const settle = () => new Promise((resolve) => setTimeout(resolve))

async function answerAll(): Promise<void> {
  while (requests.length > 0) {
    requests.shift()!.answer(new Response(null, { status: 204 }))
    await settle()
  }
}

beforeEach(() => {
  requests = []
  vi.stubGlobal('fetch', (address: string, { signal }: RequestInit) => {
    const { promise, resolve, reject } = Promise.withResolvers<Response>()
    requests.push({ address, answer: resolve })
    signal?.addEventListener('abort', () => reject(signal.reason))
    return promise
  })
})
afterEach(() => {
  vi.unstubAllGlobals()
})

describe('sendFiles', () => {
  it('sends all files of one upload under its name, a few at a time, and counts them', async () => {
    const done = sendFiles(files(20), 'Sending')
    await settle()
    expect(requests.length).toBe(6)
    expect(sending.value?.title).toBe('Sending')
    const first = requests[0].address
    await answerAll()
    const { upload, paths } = await done
    expect([paths.length, sent.value, sending.value]).toEqual([20, 20, undefined])
    expect(first).toBe(`/api/uploads/${upload}?path=set%2F0.png`)
  })

  it('rejects with the app’s message when a file is refused, and sends no more', async () => {
    const done = sendFiles(files(20), 'Sending')
    await settle()
    requests[2].answer(Response.json({ message: 'The disk is full.' }, { status: 507 }))
    await expect(done).rejects.toThrow('The disk is full.')
    expect(requests.length).toBeLessThan(9)
    expect(sending.value).toBeUndefined()
  })

  it('stops when the person cancels', async () => {
    const done = sendFiles(files(20), 'Sending')
    await settle()
    sending.value?.cancel()
    await expect(done).rejects.toMatchObject({ name: 'AbortError' })
    expect(requests.length).toBe(6)
  })
})
