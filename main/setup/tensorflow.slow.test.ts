import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { tensorflowFolder } from '../../model/backends/tensorflow/folder.ts'
import { findLibrary } from '../../model/backends/tensorflow/library.ts'
import { useOwnTools } from '../../model/backends/tensorflow/tensorflow.testing.ts'

const tool = useOwnTools()

let home: string
beforeEach((context) => {
  if (process.platform !== 'linux') context.skip('the cache folder of these tests is the one of Linux')
  home = mkdtempSync(join(tmpdir(), 'rnp-setup-'))
  vi.stubEnv('XDG_CACHE_HOME', home)
  vi.stubEnv('npm_execpath', undefined)
  if (findLibrary()) context.skip('TensorFlow is in node_modules, so that there is nothing to set up')
})
afterEach(() => home && rmSync(home, { recursive: true }))

/** An npm that installs a package whose backend computes nothing. */
function npmThatInstalls(): void {
  const manifest = join(home, 'package.json')
  const code = join(home, 'library.js')
  writeFileSync(manifest, JSON.stringify({ version: '4.22.0', main: 'library.js' }))
  writeFileSync(
    code,
    `const { KernelBackend, registerBackend } = require('@tensorflow/tfjs-core')
    const parts = { isUsingGpuDevice: false, binding: { TF_Version: '2.15.1' } }
    registerBackend('tensorflow', () => Object.assign(new KernelBackend(), parts))`,
  )
  const folder = 'node_modules/@tensorflow/tfjs-node'
  tool('npm', `echo "npm's own words"; /bin/mkdir -p ${folder}; /bin/cp ${manifest} ${code} ${folder}`)
}

/** Starts the setup. */
function setup(...args: string[]) {
  const script = join(import.meta.dirname, 'tensorflow.ts')
  // Without a terminal, so that it passes signals on.
  const child = spawn(process.execPath, [script, ...args], { detached: true })
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
  it('installs the library, says what it is and where, and does not install it again', async () => {
    npmThatInstalls()
    const path = join(tensorflowFolder(), 'node_modules/@tensorflow/tfjs-node')
    const library = '@tensorflow/tfjs-node 4.22.0, TensorFlow 2.15.1, computes on the CPU'
    const { code, text } = await setup().ended
    expect(code, text).toBe(0)
    expect(text.split('\n')).toEqual([
      'npm install @tensorflow/tfjs-node (about 500 MB with TensorFlow) ...',
      expect.stringMatching(/^ {2}done in \d+ s$/),
      `${library}. It is in ${path}.`,
      '',
    ])
    expect(left()).toEqual(['tensorflow-4.22.0'])
    expect(readdirSync(tensorflowFolder()).sort()).toEqual(['node_modules', 'package.json'])
    const again = `Already installed: ${library}; delete ${tensorflowFolder()} to reinstall it.\n`
    expect(await setup().ended).toEqual({ code: 0, text: again })
  })

  it('reinstalls the library if it alone was deleted', async () => {
    npmThatInstalls()
    await setup().ended
    rmSync(findLibrary()!.path, { recursive: true })
    const { code, text } = await setup().ended
    expect(code, text).toBe(0)
    expect(text).toContain('npm install')
    expect(text).toContain(`It is in ${findLibrary()!.path}.`)
  })

  it('names the step that failed, says what to do, and leaves nothing', async () => {
    tool('npm', 'echo the host is out of reach; exit 3')
    const { code, text } = await setup().ended
    expect(code).toBe(6)
    expect(text).toContain('the host is out of reach')
    expect(text).toMatch(/failed with code 3: npm install @tensorflow\/tfjs-node .*Nothing was installed/)
    expect(text).toContain('npm run setup:tensorflow -- --from-wheel')
    expect(left()).toEqual([])
  })

  it('shows the errors of a step that failed, and its whole output when debugging', async () => {
    tool('npm', 'echo 2 packages looked for; echo npm error Error: getaddrinfo ENOTFOUND; exit 1')
    const { text } = await setup().ended
    expect(text).toContain('  Error: getaddrinfo ENOTFOUND\n')
    expect(text).not.toContain('looked for')
    expect((await setup('--debug').ended).text).toContain('  2 packages looked for\n  npm error Error:')
  })

  it.each([
    ['SIGTERM', 'which ends npm', ': > started; exec /bin/sleep 60'],
    // As npm does.
    [
      'SIGINT',
      'on which npm exits with 1',
      "trap 'exit 1' INT; : > started; while :; do /bin/sleep 0.05; done",
    ],
  ] as const)('leaves nothing when it is interrupted by %s, %s', async (signal, _, script) => {
    tool('npm', script)
    const { child, ended } = setup()
    const isStarted = () => left().some((name) => existsSync(join(home, 'rnp-studio', name, 'started')))
    await vi.waitFor(() => expect(isStarted()).toBe(true), { timeout: 20_000 })
    child.kill(signal)
    const { code, text } = await ended
    expect(code).toBe(130)
    expect(text).not.toContain('failed')
    expect(left()).toEqual([])
  })

  it('takes the library for NVIDIA cards where there is one', async () => {
    tool('nvidia-smi', 'echo NVIDIA H200')
    tool('npm', 'echo "$@"; exit 1')
    const { text } = await setup().ended
    expect(text).toContain(process.arch === 'x64' ? '@tensorflow/tfjs-node-gpu@4' : '@tensorflow/tfjs-node@4')
  })

  it('from the wheel names a tool that is missing before it fetches anything', async () => {
    const { code, text } = await setup('--from-wheel').ended
    expect(code).toBe(6)
    expect(text).toMatch(process.arch === 'x64' ? /needs g\+\+, which does not run here/ : /Linux on x64/)
    expect(readdirSync(home)).toEqual([])
  })

  it('refuses options it does not know', async () => {
    const { code, text } = await setup('--form-wheel').ended
    expect(code).toBe(2)
    expect(text).toContain('--form-wheel')
    expect(text).toContain('npm run setup:tensorflow -- --help lists its options.')
  })

  it('explains itself and its options', async () => {
    const { code, text } = await setup('--help').ended
    expect(code).toBe(0)
    expect(text).toContain('Usage: npm run setup:tensorflow -- [options]')
    expect(text).toContain(tensorflowFolder())
    expect(text).not.toContain('default')
  })
})
