import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { withLock } from './lock.mjs'

let folder
let lock
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rnp-lock-'))
  lock = join(folder, 'lock')
})
afterEach(() => rm(folder, { recursive: true }))

const never = () => expect.unreachable('nobody else holds the lock')

describe('the lock', () => {
  it('is held during the work and gone after it, and returns the result of the work', async () => {
    expect(await withLock(lock, never, async () => existsSync(lock))).toBe(true)
    expect(existsSync(lock)).toBe(false)
  })

  it('is gone after work that failed', async () => {
    const work = () => Promise.reject(new Error('no'))
    await expect(withLock(lock, never, work)).rejects.toThrow('no')
    expect(existsSync(lock)).toBe(false)
  })

  it('is taken at once from a dead process, from none, and from an earlier one of the same number', async () => {
    for (const pid of [spawnSync(process.execPath, ['--version']).pid, undefined, process.pid]) {
      mkdirSync(lock)
      if (pid) writeFileSync(join(lock, String(pid)), '')
      expect(await withLock(lock, never, async () => 'done')).toBe('done')
    }
  })

  it('is waited for while another process lives that holds it, and taken once that is killed', async () => {
    const holder = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)'])
    const dead = once(holder, 'exit')
    mkdirSync(lock)
    writeFileSync(join(lock, String(holder.pid)), '')
    let waited = 0
    const onWait = () => {
      waited++
      holder.kill('SIGKILL')
    }
    expect(await withLock(lock, onWait, async () => 'done')).toBe('done')
    expect(waited).toBe(1)
    await dead
  })

  it('lets one process at a time work, however many start at once over a dead one', async () => {
    mkdirSync(lock)
    writeFileSync(join(lock, String(spawnSync(process.execPath, ['--version']).pid)), '')
    const counter = join(folder, 'counter')
    writeFileSync(counter, '0')
    // Reading, pausing and writing back loses counts as soon as two do it at once.
    const code = `
      import { readFileSync, writeFileSync } from 'node:fs'
      import { setTimeout } from 'node:timers/promises'
      import { withLock } from ${JSON.stringify(new URL('./lock.mjs', import.meta.url).href)}
      await withLock(${JSON.stringify(lock)}, () => {}, async () => {
        const count = Number(readFileSync(${JSON.stringify(counter)}, 'utf8'))
        await setTimeout(20)
        writeFileSync(${JSON.stringify(counter)}, String(count + 1))
      })`
    const workers = Array.from({ length: 6 }, () =>
      spawn(process.execPath, ['--input-type=module', '--eval', code]),
    )
    const codes = await Promise.all(workers.map(async (worker) => (await once(worker, 'exit'))[0]))
    expect(codes).toEqual([0, 0, 0, 0, 0, 0])
    expect(readFileSync(counter, 'utf8')).toBe('6')
    expect(existsSync(lock)).toBe(false)
  })
})
