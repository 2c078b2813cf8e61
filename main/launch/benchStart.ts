// npm run bench:start measures the time from `npm start` on an installed, built clone to a page that answers (median).
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import { WebSocket } from 'ws'
import { print, say } from '../base/output.ts'
import { root } from '../base/places.ts'
import { CONTRACT_SOCKET } from '../contract/bridge.ts'
import type { Studio } from '../contract/index.ts'
import { build, pages } from './build.ts'

const ROUNDS = 5

interface Times {
  /** Until the address is printed, ms since the start. */
  readonly listening: number
  /** Until the page and everything it refers to have been loaded. */
  readonly page: number
  /** Until the contract has answered the first calls of a window. */
  readonly interactive: number
}

await build(pages)
const folder = await mkdtemp(path.join(tmpdir(), 'rnp-bench-start-'))
try {
  const rounds: Times[] = []
  for (let round = 0; round < ROUNDS; round++) rounds.push(await measure(path.join(folder, String(round))))
  say(`From the start of node main/launch/ready.mjs, medians of ${ROUNDS}, each on a new workspace:`)
  for (const name of ['listening', 'page', 'interactive'] as const) {
    const sorted = rounds.map((times) => times[name]).sort((a, b) => a - b)
    print(`${name.padEnd(12)}${(sorted[ROUNDS >> 1] / 1000).toFixed(2)} s`)
  }
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
}

async function measure(workspace: string): Promise<Times> {
  const start = performance.now()
  const since = () => performance.now() - start
  const script = path.join(root, 'main/launch/ready.mjs')
  const args = [script, 'main/launch/app.ts', '--web', '--no-open', '--workspace', workspace]
  const app = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const address = await addressOf(app)
    const listening = since()
    const cookie = await load(address)
    const page = since()
    await ask(address, cookie)
    return { listening, page, interactive: since() }
  } finally {
    app.kill('SIGTERM')
    await once(app, 'close')
  }
}

async function addressOf(app: ChildProcess): Promise<string> {
  let text = ''
  for await (const chunk of app.stdout!.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    text += chunk
    const found = /^http:\S+$/m.exec(text)
    if (found) return found[0]
  }
  throw new Error('The app ended before it printed its address.')
}

/** Loads the page and what it refers to, as a browser does. Returns the cookie. */
async function load(address: string): Promise<string> {
  const first = await fetch(address, { redirect: 'manual' })
  const cookie = first.headers.get('set-cookie')!.split(';')[0]
  const get = async (target: string) => {
    const response = await fetch(new URL(target, address), { headers: { cookie } })
    if (!response.ok) throw new Error(`${target} answered with ${response.status}.`)
    return await response.text()
  }
  const page = await get('/')
  await Promise.all([...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, target]) => get(target)))
  return cookie
}

/** Makes the calls that a window makes before it shows anything. */
async function ask(address: string, cookie: string): Promise<void> {
  const { host, origin } = new URL(address)
  const socket = new WebSocket(`ws://${host}${CONTRACT_SOCKET}`, { headers: { cookie, origin } })
  await once(socket, 'open')
  const studio: Studio = createORPCClient(
    new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }),
  )
  await Promise.all([studio.app.settings(), studio.app.state(), studio.library.sets(), studio.jobs.list()])
  socket.close()
}
