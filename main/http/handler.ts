import { inspect } from 'node:util'
import { RnpError } from '../../model/errors.ts'
import { say } from '../base/output.ts'
import { DEFECT, refusalOf } from '../base/refusal.ts'
import type { Fault, Refusal } from '../contract/base.ts'
import type { Handler, MediaRoute } from './route.ts'

const STATUS: Readonly<Record<Refusal['kind'], number>> = {
  usage: 400,
  missing: 404,
  busy: 409,
  data: 422,
  checkpoint: 422,
  training: 500,
  engine: 503,
}

/** The window closed the request before it was answered; nginx's status for that. */
const CLIENT_CLOSED = 499

/**
 * Serves what is sent as bytes outside of the contract, the same in every shell. It answers an unknown path with 404, a
 * method that the path does not take with 405, and a body above the route's limit with 413. Errors that a person can act
 * on are answered with {kind, code, message, hint} as JSON. Never rejects: defects are reported on stderr and answered
 * with 500.
 */
export function createMedia(routes: readonly MediaRoute[]): Handler {
  const patterns = routes.map((route) => ({ route, pattern: new URLPattern({ pathname: route.path }) }))
  return async (request) => {
    const url = new URL(request.url)
    const found = patterns.flatMap(({ route, pattern }) => {
      const match = pattern.exec({ pathname: url.pathname })
      return match ? [{ route, groups: match.pathname.groups }] : []
    })
    if (found.length === 0) {
      return refused(
        new RnpError('missing/not-found', `There is nothing at ${url.pathname}.`, 'Reload the window.'),
      )
    }
    const chosen = found.find(({ route }) => route.method === request.method)
    if (!chosen) {
      const allow = found.map(({ route }) => route.method).join(', ')
      const error = new RnpError(
        'usage/invalid',
        `${url.pathname} takes ${allow} only.`,
        'Reload the window.',
      )
      return refused(error, 405, { allow })
    }
    const { route, groups } = chosen
    try {
      const limited = limitBody(request, route.bodyLimit ?? 0)
      const params = Object.fromEntries(
        Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value ?? '')]),
      )
      const response = await route.answer({ params, query: url.searchParams, request: limited })
      if (!response.headers.has('cache-control')) {
        const kept = route.immutable && response.ok
        response.headers.set('cache-control', kept ? 'private, max-age=31536000, immutable' : 'no-store')
      }
      return response
    } catch (error) {
      // Nobody reads the answer: the window was closed, or has dropped the request.
      if (request.signal.aborted) return new Response(null, { status: CLIENT_CLOSED })
      return answerTo(error)
    }
  }
}

function answerTo(error: unknown): Response {
  if (error instanceof BodyTooLarge || (error instanceof Error && error.cause instanceof BodyTooLarge)) {
    return refused(
      new RnpError('data/too-large', 'The request is larger than allowed here.', 'Send less at once.'),
      413,
    )
  }
  if (error instanceof URIError) {
    return refused(
      new RnpError('usage/invalid', 'The address has an invalid % escape.', 'Reload the window.'),
    )
  }
  const refusal = refusalOf(error)
  if (refusal) return refused(refusal)
  say(inspect(error))
  return refused(DEFECT, 500)
}

function refused(
  { kind, code, message, hint }: Fault,
  status = STATUS[kind],
  headers: Record<string, string> = {},
): Response {
  return Response.json(
    { kind, code, message, hint },
    { status, headers: { ...headers, 'cache-control': 'no-store' } },
  )
}

class BodyTooLarge extends Error {}

/**
 * The request with a body that fails once it exceeds `limit` bytes.
 *
 * @throws BodyTooLarge if the request announces a longer one
 */
function limitBody(request: Request, limit: number): Request {
  if (!request.body) return request
  const announced = Number(request.headers.get('content-length') ?? 0)
  if (limit === 0 || announced > limit) throw new BodyTooLarge()
  let length = 0
  const counted = request.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        length += chunk.byteLength
        if (length > limit) controller.error(new BodyTooLarge())
        else controller.enqueue(chunk)
      },
    }),
  )
  return new Request(request, { body: counted, duplex: 'half' } as RequestInit)
}
