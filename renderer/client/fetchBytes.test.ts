import { afterEach, describe, expect, it, vi } from 'vitest'
import { asProblem } from '../base/problem.ts'
import { fetchBytes } from './fetchBytes.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

const answer = (response: Response) => vi.stubGlobal('fetch', async () => response)

describe('fetchBytes', () => {
  it('gives the bytes', async () => {
    answer(new Response(Uint8Array.of(1, 2)))
    expect([...new Uint8Array(await fetchBytes('/api/x'))]).toEqual([1, 2])
  })

  it('says what was refused and what to do, as a refused call does', async () => {
    const refusal = {
      kind: 'missing',
      message: 'That parse is not there any more.',
      hint: 'Parse the picture again.',
    }
    answer(Response.json(refusal, { status: 404 }))
    const error = await fetchBytes('/api/x').catch((error) => error)
    expect(asProblem(error)).toEqual(refusal)
  })

  it('names the status where the answer is not the app’s', async () => {
    answer(new Response('<html>Bad gateway</html>', { status: 502 }))
    await expect(fetchBytes('/api/x')).rejects.toThrow('The app answered with status 502.')
  })
})
