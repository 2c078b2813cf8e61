import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import { implement } from '@orpc/server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { app } from '../contract/app.ts'
import { CONTRACT_SOCKET } from '../contract/bridge.ts'
import { createMedia } from '../http/handler.ts'
import { createPages } from '../shells/pages.ts'
import { createSite } from '../shells/site.ts'
import { serveWeb, type WebServer } from './server.ts'
import { MAX_MESSAGE } from './sockets.ts'

let folder: string
let server: WebServer
let cookie: string
/** The settings that the contract received. */
const kept: unknown[] = []

const contract = { app: { setSetting: app.setSetting } }
const router = implement(contract).router({
  app: {
    setSetting: implement(contract).app.setSetting.handler(({ input }) => {
      kept.push(input)
    }),
  },
})

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'rnp-web-'))
  await mkdir(path.join(folder, 'pages/assets'), { recursive: true })
  await writeFile(path.join(folder, 'pages/index.html'), '<p>the page</p>')
  await writeFile(path.join(folder, 'pages/.secret'), 'hidden')
  await writeFile(path.join(folder, 'pages/assets/index-abc.js'), 'export {}')
  await writeFile(path.join(folder, 'outside.txt'), 'outside')
  const media = createMedia([
    {
      method: 'POST',
      path: '/api/bytes',
      bodyLimit: 1000,
      answer: async ({ request }) => Response.json((await request.arrayBuffer()).byteLength),
    },
  ])
  server = await serveWeb(router, createSite(await createPages(path.join(folder, 'pages')), media))
  const { headers } = await ask(new URL(server.address).pathname + new URL(server.address).search)
  cookie = headers['set-cookie']![0].split(';')[0]
})
afterAll(async () => {
  await server.close()
  await rm(folder, { recursive: true })
})

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** Makes one request with exactly these headers: fetch would correct what is wrong in it. */
async function ask(
  target: string,
  {
    method = 'GET',
    body,
    ...rest
  }: { method?: string; headers?: Record<string, string>; body?: Uint8Array } = {},
): Promise<Answer> {
  const headers = { host: `127.0.0.1:${server.port}`, ...rest.headers }
  const asked = httpRequest({ host: '127.0.0.1', port: server.port, path: target, method, headers })
  asked.end(body)
  const [response] = await once(asked, 'response')
  return { status: response.statusCode, headers: response.headers, body: await text(response) }
}

const own = () => ({ cookie, origin: `http://127.0.0.1:${server.port}` })

/** The status with which the upgrade is refused, or 101 where it is not. */
async function upgrade(headers: Record<string, string>, target = CONTRACT_SOCKET): Promise<number> {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}${target}`, { headers })
  return new Promise((resolve) => {
    socket.on('unexpected-response', (_, response) => resolve(response.statusCode!))
    socket.on('error', () => {})
    socket.on('open', () => {
      socket.close()
      resolve(101)
    })
  })
}

async function openSocket(): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}${CONTRACT_SOCKET}`, { headers: own() })
  await once(socket, 'open')
  return socket
}

describe('the address with the token', () => {
  it('has 32 random bytes, is on the loopback address, and another one each time', async () => {
    expect(server.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/)
    const other = await serveWeb(router, async () => new Response())
    expect(other.address.split('=')[1]).not.toBe(server.address.split('=')[1])
    await other.close()
  })

  it('is exchanged for a cookie that scripts and other sites do not get, and for an address without the token', async () => {
    const { status, headers } = await ask(`/${new URL(server.address).search}`)
    expect(status).toBe(303)
    expect(headers.location).toBe('/')
    expect(headers['set-cookie']![0]).toMatch(
      /^rnp-studio-\d+=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/,
    )
    expect(headers['set-cookie']![0]).not.toContain(new URL(server.address).searchParams.get('token'))
    expect(headers['cache-control']).toBe('no-store')
    const page = await ask('/', { headers: { cookie } })
    expect(page).toMatchObject({ status: 200, body: '<p>the page</p>' })
  })

  it('for a browser works once', async () => {
    const { search } = new URL(server.addressForOnce())
    expect(search).not.toBe(new URL(server.address).search)
    expect((await ask(`/${search}`)).headers['set-cookie']).toBeDefined()
    const again = await ask(`/${search}`)
    expect(again.status).toBe(401)
    expect(again.headers['set-cookie']).toBeUndefined()
    // Someone who has the cookie and goes back to it is not turned away.
    expect((await ask(`/${search}`, { headers: { cookie } })).status).toBe(200)
  })

  it.each([
    ['no token', ''],
    ['an empty token', '?token='],
    ['a token of another length', '?token=abc'],
    ['a wrong token of the right length', `?token=${'A'.repeat(43)}`],
    ['a token with more behind it', undefined],
  ])('is not taken with %s', async (_, search) => {
    const { status, headers } = await ask(`/${search ?? `${new URL(server.address).search}A`}`)
    expect(status).toBe(401)
    expect(headers['set-cookie']).toBeUndefined()
  })

  it('is not taken as a cookie, nor is a wrong one', async () => {
    const name = cookie.split('=')[0]
    const token = new URL(server.address).searchParams.get('token')
    for (const value of [token, '', 'A'.repeat(43)]) {
      expect((await ask('/', { headers: { cookie: `${name}=${value}` } })).status).toBe(401)
    }
  })
})

describe('every answer', () => {
  it.each(['/', '/assets/index-abc.js', '/nothing.txt', '/api/nothing', '/?token=wrong'])(
    'has the headers that keep pages apart: %s',
    async (target) => {
      const { headers } = await ask(target, { headers: { cookie } })
      expect(headers['content-security-policy']).toContain("default-src 'none'; script-src 'self';")
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      })
      expect(headers['access-control-allow-origin']).toBeUndefined()
    },
  )
})

describe('what names another host is not served (DNS rebinding)', () => {
  it.each(['evil.example', 'evil.example:PORT', '127.0.0.1', '127.0.0.1:1', '127.0.0.1.evil.example:PORT'])(
    'Host: %s',
    async (name) => {
      const host = name.replace('PORT', String(server.port))
      const { status, body } = await ask('/', { headers: { host, cookie } })
      expect(status).toBe(421)
      expect(body).not.toContain('the page')
      expect(await upgrade({ ...own(), host })).toBe(421)
    },
  )

  it('and a request without one neither', async () => {
    const socket = connect(server.port, '127.0.0.1')
    socket.write(`GET / HTTP/1.1\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`)
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 421 /)
  })

  it.each(['localhost', '127.0.0.1', '[::1]'])(
    'but the names of the loopback address are: %s',
    async (name) => {
      expect((await ask('/', { headers: { host: `${name}:${server.port}`, cookie } })).status).toBe(200)
    },
  )
})

describe('a page from elsewhere', () => {
  const elsewhere = [
    'http://evil.example',
    'null',
    'http://127.0.0.1:1',
    'http://localhost:PORT',
    'https://127.0.0.1:PORT',
  ]

  it.each(elsewhere)('of %s gets nothing, even with the cookie', async (name) => {
    const origin = name.replace('PORT', String(server.port))
    const headers = { cookie, origin }
    expect((await ask('/api/bytes', { method: 'POST', headers, body: Buffer.from('x') })).status).toBe(403)
    expect((await ask('/', { headers })).status).toBe(403)
    expect(await upgrade(headers)).toBe(403)
  })

  it('cannot hide its origin', async () => {
    expect((await ask('/api/bytes', { method: 'POST', headers: { cookie } })).status).toBe(403)
    expect(await upgrade({ cookie })).toBe(403)
  })

  it.each(['cross-site', 'same-site'])(
    'cannot load what is ours (Sec-Fetch-Site: %s), but link to it',
    async (site) => {
      const headers = (mode: string, dest: string) => ({
        cookie,
        'sec-fetch-site': site,
        'sec-fetch-mode': mode,
        'sec-fetch-dest': dest,
      })
      expect((await ask('/assets/index-abc.js', { headers: headers('no-cors', 'script') })).status).toBe(403)
      expect((await ask('/', { headers: headers('navigate', 'iframe') })).status).toBe(403)
      expect((await ask('/', { headers: headers('navigate', 'document') })).status).toBe(200)
    },
  )
})

describe('a path', () => {
  it.each([
    '/../outside.txt',
    '/%2e%2e/outside.txt',
    '/..%2foutside.txt',
    '/assets/..%2f..%2foutside.txt',
    '/..%5coutside.txt',
    '/assets/%2e%2e/%2e%2e/outside.txt',
    '//outside.txt',
    '/.secret',
    '/%2esecret',
    '/index.html%00.txt',
    '/%',
  ])('leads to nothing outside the pages: %s', async (target) => {
    const { status, body } = await ask(target, { headers: { cookie } })
    expect(status).toBe(404)
    expect(body).not.toMatch(/outside|hidden/)
  })

  it('that names another server whole is taken as one here', async () => {
    const { status } = await ask('http://evil.example/', { headers: { cookie } })
    expect(status).toBe(200)
  })

  it('with a hash in its name may be kept, the page itself may not', async () => {
    const asset = await ask('/assets/index-abc.js', { headers: { cookie } })
    expect(asset.headers['content-type']).toBe('text/javascript; charset=utf-8')
    expect(asset.headers['cache-control']).toContain('immutable')
    expect((await ask('/', { headers: { cookie } })).headers['cache-control']).toBe('no-cache')
  })

  it('of a view is the page', async () => {
    expect((await ask('/train', { headers: { cookie } })).body).toBe('<p>the page</p>')
  })
})

describe('a body', () => {
  const post = (body: Uint8Array, headers = {}) =>
    ask('/api/bytes', { method: 'POST', headers: { ...own(), ...headers }, body })

  it('within the limit is read', async () => {
    expect(await post(new Uint8Array(1000))).toMatchObject({ status: 200, body: '1000' })
  })

  it('beyond it is refused, whether it says so beforehand or not', async () => {
    for (const headers of [{ 'content-length': '1001' }, { 'transfer-encoding': 'chunked' }]) {
      const { status, body } = await post(new Uint8Array(1001), headers)
      expect(status).toBe(413)
      expect(JSON.parse(body)).toMatchObject({ kind: 'data', hint: expect.any(String) })
    }
  })

  it('of a request with headers beyond the limit is not looked at', async () => {
    expect((await ask('/', { headers: { cookie, 'x-long': 'x'.repeat(40_000) } })).status).toBe(431)
  })
})

describe('the contract over a WebSocket', () => {
  it('is served to our own page', async () => {
    const socket = await openSocket()
    const client: ContractRouterClient<typeof contract> = createORPCClient(
      new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }),
    )
    await client.app.setSetting({ name: 'theme', value: 'dark' })
    expect(kept.at(-1)).toEqual({ name: 'theme', value: 'dark' })
    await expect(client.app.setSetting({ name: 'not a name', value: 1 })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      data: { issues: [expect.objectContaining({ path: ['name'] })] },
    })
    await expect(
      (client as unknown as Record<string, Record<string, (input: unknown) => Promise<unknown>>>).app.nothing(
        {},
      ),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' })
    socket.close()
  })

  it('is not served without the cookie, nor elsewhere', async () => {
    expect(await upgrade({ origin: own().origin })).toBe(401)
    expect(await upgrade({ ...own(), cookie: `${cookie}x` })).toBe(401)
    expect(await upgrade(own(), '/')).toBe(404)
    expect(await upgrade(own())).toBe(101)
  })

  it.each(['not JSON', '{"i":', '[]', 'null', '{"i":1,"p":{"u":5}}'])('survives %s', async (message) => {
    const before = kept.length
    const socket = await openSocket()
    socket.send(message)
    socket.send(Buffer.from(message))
    const client: ContractRouterClient<typeof contract> = createORPCClient(
      new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }),
    )
    await client.app.setSetting({ name: 'after', value: message })
    expect(kept.length).toBe(before + 1)
    socket.close()
  })

  it('closes a socket that sends more than a message may have, and serves the others', async () => {
    const other = await openSocket()
    const socket = await openSocket()
    socket.send(new Uint8Array(MAX_MESSAGE + 1))
    const [code] = await once(socket, 'close')
    expect(code).toBe(1009)
    expect(other.readyState).toBe(WebSocket.OPEN)
    other.close()
  })
})

describe('a socket that no longer answers', () => {
  it('is closed, and one that answers is not', async () => {
    const impatient = await serveWeb(router, async () => new Response(), { heartbeat: 50 })
    const { search } = new URL(impatient.address)
    const host = `127.0.0.1:${impatient.port}`
    const response = await fetch(`http://${host}/${search}`, { redirect: 'manual' })
    const headers = { cookie: response.headers.get('set-cookie')!.split(';')[0], origin: `http://${host}` }
    const open = (autoPong: boolean) =>
      new WebSocket(`ws://${host}${CONTRACT_SOCKET}`, { headers, autoPong } as import('ws').ClientOptions)
    const [dead, alive] = [open(false), open(true)]
    await Promise.all([once(alive, 'open'), once(dead, 'close')])
    await once(alive, 'ping')
    await once(alive, 'ping')
    expect(alive.readyState).toBe(WebSocket.OPEN)
    await impatient.close()
  })
})

describe('starting', () => {
  it('on a taken port is refused, naming it', async () => {
    await expect(serveWeb(router, async () => new Response(), { port: server.port })).rejects.toMatchObject({
      code: 'usage/in-use',
      message: expect.stringContaining(String(server.port)),
    })
  })

  it('takes the port of the last time where it is free, else another; a key of the last time is of no use', async () => {
    const none = async () => new Response()
    const last = await serveWeb(router, none, { preferred: server.port })
    expect(last.port).not.toBe(server.port)
    await last.close()
    const next = await serveWeb(router, none, { preferred: last.port })
    expect(next.port).toBe(last.port)
    const old = await fetch(last.address, { redirect: 'manual' })
    const own = await fetch(next.address, { redirect: 'manual' })
    await next.close()
    expect([old.status, own.status]).toEqual([401, 303])
  })
})
