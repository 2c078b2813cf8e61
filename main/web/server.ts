import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import type { AnyRouter } from '@orpc/server'
import { RequestHeadersPlugin } from '@orpc/server/plugins'
import { RPCHandler } from '@orpc/server/ws'
import { RnpError } from '../../model/errors.ts'
import { say } from '../base/output.ts'
import { SECURITY_HEADERS } from '../http/headers.ts'
import type { Handler } from '../http/route.ts'
import { Access, type Denial } from './access.ts'
import { send, toRequest } from './nodeHttp.ts'
import { serveSockets } from './sockets.ts'

export interface WebOptions {
  /** A port of the loopback address that must be free. */
  readonly port?: number
  /** The port to use if no `port` is given: another free one is used if it is taken. */
  readonly preferred?: number
  /** Interval between pings of each socket, ms. */
  readonly heartbeat?: number
}

export interface WebServer {
  /** With the token: for nobody but the person who started the app. */
  readonly address: string
  readonly port: number
  /** A one-time address, because every local user can read the command line of a browser. */
  addressForOnce(): string
  close(): Promise<void>
}

/**
 * Serves the app as a page on 127.0.0.1: `site` (the pages and the bytes outside of the contract) by HTTP, the contract
 * by WebSocket.
 *
 * @throws RnpError 'usage/in-use' if another process listens on the port, 'usage/not-started' if it cannot listen on it
 *   for another reason
 */
export async function serveWeb(
  router: AnyRouter,
  site: Handler,
  options: WebOptions = {},
): Promise<WebServer> {
  const server = createServer({
    maxHeaderSize: 32 * 1024,
    headersTimeout: 15_000,
    // An upload of gigabytes may take long.
    requestTimeout: 30 * 60_000,
    requireHostHeader: false,
  })
  await listen()
  const { port } = server.address() as AddressInfo
  const access = new Access(port)
  const handler = new RPCHandler(router, { plugins: [new RequestHeadersPlugin()] })
  const closeSockets = serveSockets(
    server,
    access,
    (socket) => void handler.upgrade(socket, { context: {} }),
    options.heartbeat,
  )
  server.on('request', (request, response) => {
    answer(request, response).catch((error) => {
      say(inspect(error))
      response.destroy()
    })
  })
  const addressWith = (token: string) => `http://127.0.0.1:${port}/?token=${token}`
  return {
    address: addressWith(access.token),
    port,
    addressForOnce: () => addressWith(access.issueOnce()),
    async close() {
      closeSockets()
      server.close()
      server.closeAllConnections()
      if (server.listening) await once(server, 'close')
    },
  }

  async function listen(): Promise<void> {
    const on = async (port: number) => {
      server.listen(port, '127.0.0.1')
      await once(server, 'listening')
    }
    const { port, preferred } = options
    if (port === undefined && preferred !== undefined && (await on(preferred).then(yes, no))) return
    try {
      await on(port ?? 0)
    } catch (cause) {
      throw new RnpError(
        (cause as NodeJS.ErrnoException).code === 'EADDRINUSE' ? 'usage/in-use' : 'usage/not-started',
        `Cannot listen on port ${port ?? 0} of 127.0.0.1: ${(cause as Error).message}.`,
        'Choose another one by --port, or leave it out for a free one.',
        { cause },
      )
    }
  }

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const foreign = access.denyForeign(incoming)
    if (foreign) return deny(foreign, outgoing)
    const left = new AbortController()
    outgoing.once('close', () => left.abort())
    let request: Request
    try {
      request = toRequest(incoming, left.signal)
    } catch {
      return deny(
        {
          status: 400,
          message: 'This request cannot be read: its address or one of its headers is not valid.',
        },
        outgoing,
      )
    }
    const url = new URL(request.url)
    const token = request.method === 'GET' && url.pathname === '/' ? url.searchParams.get('token') : null
    if (token !== null && access.isToken(token)) {
      const headers = {
        ...SECURITY_HEADERS,
        location: '/',
        'set-cookie': access.cookie,
        'cache-control': 'no-store',
      }
      return send(new Response(null, { status: 303, headers }), outgoing)
    }
    const stranger = access.denyStranger(incoming)
    if (stranger) return deny(stranger, outgoing)
    await send(await site(request), outgoing)
  }
}

const yes = () => true
const no = () => false

function deny(
  { status, message }: Omit<Denial, 'status'> & { status: number },
  outgoing: ServerResponse,
): void {
  outgoing.writeHead(status, {
    ...SECURITY_HEADERS,
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    // The rest of the request's body is not read.
    connection: 'close',
  })
  outgoing.end(`${message}\n`)
}
