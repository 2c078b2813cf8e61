import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { CONTRACT_SOCKET } from '../contract/bridge.ts'
import type { Access } from './access.ts'

/** Largest message, bytes: a call may name a million pictures. */
export const MAX_MESSAGE = 16 * 2 ** 20

/** Interval between pings of each socket, ms. One that has not answered by the next ping is closed. */
const HEARTBEAT_MS = 20_000

const REASONS = { 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found', 421: 'Misdirected Request' }

/**
 * Accepts WebSockets for the contract: only at its path, only from our own page, only with the cookie.
 *
 * @param serve receives each accepted socket
 * @param heartbeat interval between pings, ms
 * @returns a function that closes all sockets
 */
export function serveSockets(
  server: Server,
  access: Access,
  serve: (socket: WebSocket) => void,
  heartbeat = HEARTBEAT_MS,
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
      // The message is too long or malformed; ws has already closed the socket with the matching code.
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
