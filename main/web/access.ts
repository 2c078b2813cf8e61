import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** Why a request is turned away: a status and a line for people, which repeats nothing from the request. */
export interface Denial {
  readonly status: 401 | 403 | 421
  readonly message: string
}

/**
 * Decides who may talk to the app on a loopback address. The address with the token is for one person; their browser
 * exchanges the token for a cookie, so that it does not stay in the address bar. Pages from elsewhere have neither, may
 * not use another host name (DNS rebinding), and may not make requests through the person's browser.
 */
export class Access {
  /** 32 random bytes, base64url; part of the address that a person opens. */
  readonly token = randomBytes(32).toString('base64url')
  readonly #session = randomBytes(32).toString('base64url')
  readonly #port: number
  readonly #once = new Set<string>()

  constructor(port: number) {
    this.#port = port
  }

  /** Values of `Host` by which this server may be named. */
  get #hosts(): string[] {
    return ['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${this.#port}`)
  }

  /** For `Set-Cookie`. Its name contains the port, because browsers share cookies between all ports of a host. */
  get cookie(): string {
    return `${this.#cookieName}=${this.#session}; HttpOnly; SameSite=Strict; Path=/`
  }

  get #cookieName(): string {
    return `rnp-studio-${this.#port}`
  }

  /** Issues a token that works once, for a program's arguments: every local user can read them. */
  issueOnce(): string {
    const token = randomBytes(32).toString('base64url')
    this.#once.add(token)
    return token
  }

  /** Whether a token is valid. A token that works once is used up. */
  isToken(given: string): boolean {
    if (equal(given, this.token)) return true
    const once = [...this.#once].find((each) => equal(given, each))
    return once !== undefined && this.#once.delete(once)
  }

  /** Denies a request that names another host or comes from another page. Must be checked before anything else. */
  denyForeign(request: IncomingMessage): Denial | undefined {
    const { host, origin } = request.headers
    if (!host || !this.#hosts.includes(host)) {
      return { status: 421, message: 'This address is not served here.' }
    }
    const foreign = { status: 403, message: 'Only the pages of this app may ask for that.' } as const
    if (origin === undefined ? needsOrigin(request) : origin !== `http://${host}`) return foreign
    return isCrossSite(request) ? foreign : undefined
  }

  /** Denies a request without the session's cookie. */
  denyStranger(request: IncomingMessage): Denial | undefined {
    const cookies = (request.headers.cookie ?? '').split(/; */)
    const prefix = `${this.#cookieName}=`
    const session = cookies.find((cookie) => cookie.startsWith(prefix))?.slice(prefix.length)
    if (session !== undefined && equal(session, this.#session)) return undefined
    return { status: 401, message: 'Open the address that the terminal of RNP Studio shows: it has a key.' }
  }
}

/** Browsers send `Origin` with every request that can change something, and with every WebSocket. */
function needsOrigin({ method, headers }: IncomingMessage): boolean {
  return (method !== 'GET' && method !== 'HEAD') || headers.upgrade !== undefined
}

/** Whether another site makes the request. It may link to our page, and nothing more. */
function isCrossSite({ method, headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site']
  if (site === undefined || site === 'same-origin' || site === 'none') return false
  return !(
    method === 'GET' &&
    headers['sec-fetch-mode'] === 'navigate' &&
    headers['sec-fetch-dest'] === 'document'
  )
}

/** Compares in constant time, whatever the lengths. */
function equal(a: string, b: string): boolean {
  const [x, y] = [a, b].map((text) => createHash('sha256').update(text).digest())
  return timingSafeEqual(x, y)
}
