import { afterEach, describe, expect, it, vi } from 'vitest'
import { asProblem } from '../base/problem.ts'
import { fetchBytes } from './fetchBytes.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

const answer = (response: Response) => vi.stubGlobal('fetch', async () => response)

describe('fetchBytes', () => {
  it('returns the bytes', async () => {
    answer(new Response(Uint8Array.of(1, 2)))
    expect([...new Uint8Array(await fetchBytes('/api/x'))]).toEqual([1, 2])
  })

  it('rejects with message, kind and hint of a refusal, as a refused call does', async () => {
    const refusal = {
      kind: 'missing',
      message: 'That parse is not there any more.',
      hint: 'Parse the picture again.',
    }
    answer(Response.json(refusal, { status: 404 }))
    const error = await fetchBytes('/api/x').catch((error) => error)
    expect(asProblem(error)).toEqual(refusal)
  })

  it('names the status of a response that is not a refusal', async () => {
    answer(new Response('<html>Bad gateway</html>', { status: 502 }))
    await expect(fetchBytes('/api/x')).rejects.toThrow('The app answered with status 502.')
  })
})
