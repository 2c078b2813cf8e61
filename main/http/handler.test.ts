import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { type ErrorKind, RnpError } from '../../model/errors.ts'
import { createMedia } from './handler.ts'
import type { MediaRequest, MediaRoute } from './route.ts'

const route = (answer: MediaRoute['answer'], more: Partial<MediaRoute> = {}): MediaRoute => ({
  method: 'GET',
  path: '/api/things/:id(\\d+).png',
  answer,
  ...more,
})

const ask = (routes: MediaRoute[], target: string, init?: RequestInit) =>
  createMedia(routes)(new Request(`http://127.0.0.1:1${target}`, init))

const fails = (error: unknown) => [
  route(async () => {
    throw error
  }),
]

describe('a request', () => {
  it('reaches the route of its path and method, with the parameters of its address', async () => {
    let asked: MediaRequest | undefined
    const routes = [
      route(async () => new Response('post'), { method: 'POST', path: '/api/:name/x' }),
      route(
        async (given) => {
          asked = given
          return new Response('got it')
        },
        { path: '/api/:name/x' },
      ),
    ]
    const response = await ask(routes, '/api/a%2Fb%20c/x?of=%C3%A9')
    expect(await response.text()).toBe('got it')
    expect(asked!.params.name).toBe('a/b c')
    expect(asked!.query.get('of')).toBe('é')
  })

  it('reaches it under the scheme of the window too', async () => {
    const media = createMedia([route(async ({ params }) => new Response(params.id))])
    const response = await media(new Request('app://studio/api/things/7.png'))
    expect(await response.text()).toBe('7')
  })

  it.each(['/api/things/x.png', '/api/things/7.jpg', '/api/things/7.png/more', '/api/'])(
    'gets 404 where no route has its path: %s',
    async (target) => {
      const response = await ask([route(async () => new Response())], target)
      expect(response.status).toBe(404)
      expect(await response.json()).toMatchObject({
        kind: 'missing',
        message: expect.stringContaining(target),
      })
    },
  )

  it('gets 405 and the methods that are allowed where its own is not', async () => {
    const response = await ask([route(async () => new Response())], '/api/things/7.png', { method: 'DELETE' })
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe('GET')
  })

  it('is not reported as a defect where its window has left before the answer', async () => {
    const reported = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    onTestFinished(() => reported.mockRestore())
    const left = new AbortController()
    const aborted = route(async ({ request }) => {
      left.abort()
      request.signal.throwIfAborted()
      return new Response()
    })
    const response = await ask([aborted], '/api/things/7.png', { signal: left.signal })
    expect(response.status).toBe(499)
    expect(reported).not.toHaveBeenCalled()
  })

  it('gets 400 for an invalid escape', async () => {
    const response = await ask([route(async () => new Response(), { path: '/api/:name' })], '/api/%E0%A4%A')
    expect(response.status).toBe(400)
  })

  it('may not have a body where the route takes none', async () => {
    const routes = [route(async () => new Response(), { method: 'POST' })]
    expect((await ask(routes, '/api/things/7.png', { method: 'POST', body: 'x' })).status).toBe(413)
  })
})

describe('an answer', () => {
  it.each([
    ['is not kept', {}, 'no-store'],
    ['is kept where it never changes', { immutable: true }, 'private, max-age=31536000, immutable'],
  ])('%s', async (_, more, kept) => {
    const response = await ask([route(async () => new Response('x'), more)], '/api/things/7.png')
    expect(response.headers.get('cache-control')).toBe(kept)
  })

  it('that is not a success is never kept', async () => {
    const routes = [route(async () => new Response('', { status: 404 }), { immutable: true })]
    expect((await ask(routes, '/api/things/7.png')).headers.get('cache-control')).toBe('no-store')
  })

  it.each<[ErrorKind, number]>([
    ['missing', 404],
    ['busy', 409],
    ['usage', 400],
    ['data', 422],
    ['checkpoint', 422],
    ['training', 500],
    ['engine', 503],
  ])('has the message and the hint of an error that a person can act on: %s', async (kind, status) => {
    const response = await ask(
      fails(new RnpError(`${kind}/failed`, 'What.', 'Do this.')),
      '/api/things/7.png',
    )
    expect(response.status).toBe(status)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await response.json()).toEqual({
      kind,
      code: `${kind}/failed`,
      message: 'What.',
      hint: 'Do this.',
    })
  })

  it('keeps the text of a defect to the terminal', async () => {
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const response = await ask(fails(new Error('secret')), '/api/things/7.png')
    expect(response.status).toBe(500)
    expect(await response.text()).not.toContain('secret')
    expect(String(stderr.mock.calls)).toContain('secret')
    stderr.mockRestore()
  })
})
