import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, test, vi } from 'vitest'

const parent = fileURLToPath(new URL('parent.testing.ts', import.meta.url))

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test.each([
  ['idle', 'idle'],
  ['in the middle of a long step', 'block'],
  ['in the middle of a job', 'count'],
])('a process whose app is killed ends too: %s', async (_, what) => {
  const app = fork(parent, [what], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const [pid] = (await once(app, 'message')) as [number]
  expect(isAlive(pid)).toBe(true)
  app.kill('SIGKILL')
  await once(app, 'exit')
  await vi.waitUntil(() => !isAlive(pid), { timeout: 20_000, interval: 50 })
})
