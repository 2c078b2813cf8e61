import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { moveHome } from '../engine/engine.testing.ts'
import { build, pages } from './build.ts'

const script = fileURLToPath(new URL('app.ts', import.meta.url))

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'rnp-app-'))
  moveHome(folder)
  await build(pages)
})
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))

interface Started {
  readonly app: ChildProcess
  readonly seen: { out: string; err: string }
  readonly ended: Promise<number>
}

function start(env: NodeJS.ProcessEnv, ...args: string[]): Started {
  const all = [
    script,
    '--no-open',
    '--workspace',
    'workspace',
    '--backend',
    'simd',
    '--threads',
    '1',
    ...args,
  ]
  const app = spawn(process.execPath, all, { cwd: folder, env: { ...process.env, ...env } })
  const seen = { out: '', err: '' }
  app.stdout.on('data', (text) => {
    seen.out += text
  })
  app.stderr.on('data', (text) => {
    seen.err += text
  })
  return { app, seen, ended: once(app, 'close').then(([code]) => code) }
}

async function until({ app, seen }: Started, text: RegExp): Promise<string> {
  for (;;) {
    const found = text.exec(seen.out)
    if (found) return found[0]
    if (app.exitCode !== null) throw new Error(`It ended: ${seen.err}`)
    await once(app.stdout!, 'data')
  }
}

it('without a display the app is a page, and says so in a line; Ctrl-C closes it', async () => {
  const started = start({ DISPLAY: '', WAYLAND_DISPLAY: '' })
  const address = await until(started, /^http:\S+\n/m)
  const { seen, app, ended } = started
  expect(seen.out).toBe(address)
  if (process.platform === 'linux') expect(seen.err).toMatch(/^There is no display, .* page:$/m)
  const token = new URL(address).searchParams.get('token')!
  expect((await fetch(address.trim(), { redirect: 'manual' })).status).toBe(303)

  const second = start({}, '--web')
  expect(await second.ended).toBe(8)
  expect(second.seen.err).toContain(new URL(address).origin)
  expect(second.seen.err).not.toContain(token)

  app.kill('SIGINT')
  expect(await ended).toBe(0)
  expect(seen.err).not.toContain(token)

  // At the port of the last time, with another key.
  const third = start({}, '--web')
  const again = new URL(await until(third, /^http:\S+\n/m))
  expect(again.origin).toBe(new URL(address).origin)
  expect(again.searchParams.get('token')).not.toBe(token)
  third.app.kill('SIGTERM')
  expect(await third.ended).toBe(0)
})

it.each([
  [['--web', '--electron'], /cannot be used with/],
  [['--port', '0'], /whole number from 1 to 65535/],
  [['gone.png'], /gone\.png does not exist/],
  [['--wbe'], /Did you mean --web/],
])('is not started with %s', async (args, says) => {
  const { ended, seen } = start({}, ...args)
  expect(await ended).toBe(2)
  expect(seen.err).toMatch(says)
})
