import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/**
 * Converts a request of node:http to one of the fetch API.
 *
 * @throws TypeError if its address or a header is not valid
 */
export function toRequest(incoming: IncomingMessage, signal: AbortSignal): Request {
  const { method = 'GET', headers, url = '/' } = incoming
  const init: RequestInit & { duplex?: 'half' } = {
    method,
    signal,
    headers: Object.entries(headers).flatMap(([name, values]): [string, string][] =>
      [values ?? []].flat().map((value) => [name, value]),
    ),
  }
  if (method !== 'GET' && method !== 'HEAD' && hasBody(headers)) {
    init.body = Readable.toWeb(incoming) as ReadableStream<Uint8Array>
    init.duplex = 'half'
  }
  // Concatenated, not resolved: '//elsewhere/' would be resolved as another host.
  return new Request(`http://${headers.host}${url.startsWith('/') ? url : '/'}`, init)
}

function hasBody(headers: IncomingHttpHeaders): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

/** Sends a response of the fetch API with node:http; ends early if the client disconnects. */
export async function send(response: Response, outgoing: ServerResponse): Promise<void> {
  outgoing.writeHead(response.status, Object.fromEntries(response.headers))
  if (!response.body) {
    outgoing.end()
    return
  }
  try {
    await pipeline(Readable.fromWeb(response.body as import('node:stream/web').ReadableStream), outgoing)
  } catch {
    outgoing.destroy()
  }
}
