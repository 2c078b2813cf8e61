import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { CONTRACT_SOCKET } from '../contract/bridge.ts'
import type { Access } from './access.ts'

/** Most bytes of a message: a call may name a million pictures. */
export const MAX_MESSAGE = 16 * 2 ** 20

/** How often each socket is asked whether it is there, ms. One that did not answer by the next time is closed. */
const HEARTBEAT = 20_000

const REASONS = { 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found', 421: 'Misdirected Request' }

/**
 * Serves the contract on the server's WebSockets: only at its address, only to our own page, only with the cookie.
 *
 * @param serve takes each socket that has been let in
 * @returns closes them all
 */
export function serveSockets(
  server: Server,
  access: Access,
  serve: (socket: WebSocket) => void,
  heartbeat = HEARTBEAT,
): () => void {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE, perMessageDeflate: false })
  const answering = new WeakSet<WebSocket>()
  server.on('upgrade', (request: IncomingMessage, connection: Duplex, head: Buffer) => {
    connection.on('error', () => connection.destroy())
    const denial =
      access.denyForeign(request) ??
      access.denyStranger(request) ??
      (request.url === CONTRACT_SOCKET ? undefined : ({ status: 404 } as const))
    if (denial) {
      connection.end(
        `HTTP/1.1 ${denial.status} ${REASONS[denial.status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
      )
      return
    }
    sockets.handleUpgrade(request, connection, head, (socket) => {
      answering.add(socket)
      socket.on('pong', () => answering.add(socket))
      // A message that is too long, or no message at all: ws has closed it with the code that says so.
      socket.on('error', () => socket.terminate())
      serve(socket)
    })
  })
  const timer = setInterval(() => {
    for (const socket of sockets.clients) {
      if (!answering.delete(socket)) socket.terminate()
      else socket.ping()
    }
  }, heartbeat)
  timer.unref()
  return () => {
    clearInterval(timer)
    for (const socket of sockets.clients) socket.close(1001, 'RNP Studio is closing.')
    sockets.close()
  }
}
