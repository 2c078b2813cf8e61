import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { sendFiles, sending, sent } from './uploads.ts'

const files = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ path: `set/${i}.png`, file: new File(['x'], `${i}.png`) }))

/** Requests that wait until they are answered. */
let requests: {
  address: string
  answer: (response: Response) => void
  fail: (error: Error) => void
}[]
/** Uploads that were to be removed. */
let removed: string[]

const settle = () => new Promise((resolve) => setTimeout(resolve))

async function answerAll(): Promise<void> {
  while (requests.length > 0) {
    requests.shift()!.answer(new Response(null, { status: 204 }))
    await settle()
  }
}

beforeEach(() => {
  requests = []
  removed = []
  vi.stubGlobal('fetch', (address: string, { signal, method }: RequestInit) => {
    if (method === 'DELETE') {
      removed.push(address)
      return Promise.resolve(new Response(null, { status: 204 }))
    }
    const { promise, resolve, reject } = Promise.withResolvers<Response>()
    requests.push({ address, answer: resolve, fail: reject })
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

  it('goes on past a file that the app refuses or the browser cannot read, and names it', async () => {
    const unreadable = new File(['x'], '1.png')
    unreadable.slice = () =>
      ({ arrayBuffer: () => Promise.reject(new DOMException('', 'NotReadableError')) }) as never
    const mixed = files(4).map((each, i) => (i === 1 ? { ...each, file: unreadable } : each))
    const done = sendFiles(mixed, 'Sending')
    await settle()
    requests[1].fail(new TypeError('Failed to fetch'))
    requests[2].answer(Response.json({ message: 'Not a name.', code: 'usage/invalid' }, { status: 400 }))
    requests.splice(1, 2)
    await answerAll()
    const { paths, notSent } = await done
    expect(paths).toEqual(['set/0.png', 'set/3.png'])
    expect(notSent).toEqual([
      { file: 'set/1.png', reason: 'the browser cannot read it' },
      { file: 'set/2.png', reason: 'Not a name.' },
    ])
  })

  it('ends where the app is gone', async () => {
    const done = sendFiles(files(2), 'Sending')
    await settle()
    requests[0].fail(new TypeError('Failed to fetch'))
    await expect(done).rejects.toThrow('Failed to fetch')
  })

  it('stops when the person cancels, and has removed what was sent', async () => {
    const done = sendFiles(files(20), 'Sending')
    await settle()
    sending.value?.cancel()
    await expect(done).rejects.toMatchObject({ name: 'AbortError' })
    expect(requests.length).toBe(6)
    expect(removed).toEqual([requests[0].address.split('?')[0]])
  })
})
