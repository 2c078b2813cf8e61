import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

let home: string
let tools: string
beforeEach((context) => {
  if (process.platform !== 'linux')
    context.skip('the npm of these tests is a shell script, the cache folder Linux')
  home = mkdtempSync(join(tmpdir(), 'rnp-setup-'))
  tools = join(home, 'tools')
  mkdirSync(tools)
})
afterEach(() => home && rmSync(home, { recursive: true }))

/** Puts a shell script on the otherwise empty path. */
function tool(name: string, script: string): void {
  writeFileSync(join(tools, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
}

/** Starts the setup in a home and with a path of its own. */
function setup(...args: string[]) {
  const script = join(import.meta.dirname, 'setupTensorflow.ts')
  const { npm_execpath: _, ...env } = process.env
  const child = spawn(process.execPath, [script, ...args], {
    detached: true, // without a terminal, so that it passes signals on
    env: { ...env, PATH: tools, XDG_CACHE_HOME: home },
  })
  const seen = { text: '' }
  const listen = (text: Buffer) => {
    seen.text += text
  }
  child.stdout.on('data', listen)
  child.stderr.on('data', listen)
  return { child, seen, ended: once(child, 'close').then(([code]) => ({ code, text: seen.text })) }
}

const left = () => readdirSync(join(home, 'rnp-studio'))

describe('setup:tensorflow', () => {
  it('names the step that failed, says what to do, and leaves nothing', async () => {
    tool('npm', 'echo the host is out of reach; exit 3')
    const { code, text } = await setup().ended
    expect(code).toBe(6)
    expect(text).toContain('the host is out of reach')
    expect(text).toMatch(/failed with code 3: npm install @tensorflow\/tfjs-node .*Nothing was installed/)
    expect(text).toContain('npm run setup:tensorflow -- --from-wheel')
    expect(left()).toEqual([])
  })

  it('leaves nothing when it is interrupted', async () => {
    tool('npm', 'echo started; exec /bin/sleep 60')
    const { child, seen, ended } = setup()
    while (!seen.text.includes('started')) await once(child.stdout, 'data')
    child.kill('SIGTERM')
    expect((await ended).code).toBe(130)
    expect(left()).toEqual([])
  })

  it('takes the library for NVIDIA cards where there is one', async () => {
    tool('nvidia-smi', 'exit 0')
    tool('npm', 'echo "$@"; exit 1')
    const { text } = await setup().ended
    expect(text).toContain(process.arch === 'x64' ? '@tensorflow/tfjs-node-gpu@4' : '@tensorflow/tfjs-node@4')
  })

  it('from the wheel names a tool that is missing before it fetches anything', async () => {
    const { code, text } = await setup('--from-wheel').ended
    expect(code).toBe(6)
    expect(text).toMatch(process.arch === 'x64' ? /needs g\+\+, which does not run here/ : /Linux on x64/)
    expect(readdirSync(home)).toEqual(['tools'])
  })

  it('refuses options it does not know', async () => {
    const { code, text } = await setup('--form-wheel').ended
    expect(code).toBe(2)
    expect(text).toContain('--form-wheel')
  })
})
