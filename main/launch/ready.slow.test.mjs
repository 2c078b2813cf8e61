import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

// A clone in small: our launcher, a script, and a packaged "Node" from a local archive, so npm needs no network.
const packaged = `node-${process.platform}-${process.arch}`
let clone
const npm = (args, cwd) => execFileSync('npm', args, { cwd, stdio: ['ignore', 'pipe', 'inherit'] })

beforeAll(async () => {
  if (process.platform === 'win32') return
  clone = await mkdtemp(join(tmpdir(), 'rnp-clone-'))
  cpSync(import.meta.dirname, join(clone, 'main/launch'), { recursive: true })
  const node = join(clone, 'packaged')
  mkdirSync(join(node, 'bin'), { recursive: true })
  writeFileSync(join(node, 'bin/node'), `#!/bin/sh\nPACKAGED=yes exec '${process.execPath}' "$@"\n`)
  writeFileSync(
    join(node, 'package.json'),
    JSON.stringify({
      name: packaged,
      version: '26.10.0',
      bin: { node: 'bin/node' },
      os: process.platform,
      cpu: process.arch,
    }),
  )
  npm(['pack', '--silent', '--pack-destination', clone], node)
  writeFileSync(
    join(clone, 'package.json'),
    JSON.stringify({
      name: 'clone',
      version: '1.0.0',
      type: 'module',
      optionalDependencies: { [packaged]: `file:${packaged}-26.10.0.tgz` },
    }),
  )
  npm(['install', '--package-lock-only', '--offline', '--silent'], clone)
  writeFileSync(
    join(clone, 'script.mjs'),
    `const [, , ...args] = process.argv
    console.log('packaged:', process.env.PACKAGED, 'args:', args.join('|'))
    if (args[0] === 'wait') {
      for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => console.log(signal))
      process.stdin.resume().on('end', () => process.exit(7))
      console.log('waiting')
    } else if (args[0] === 'die') process.kill(process.pid, 'SIGKILL')
    else process.exitCode = Number(args[0])`,
  )
})
afterAll(() => clone && rm(clone, { recursive: true }))

beforeEach((context) => {
  if (process.platform === 'win32') context.skip('the packaged Node of this test is a shell script')
})

/** Starts the launcher in a session of its own, that is without a terminal. */
function start(...args) {
  const launcher = spawn(process.execPath, [join(clone, 'main/launch/ready.mjs'), ...args], {
    detached: true,
    env: { ...process.env, npm_config_fetch_retries: '0' },
  })
  const seen = { out: '', err: '' }
  launcher.stdout.on('data', (text) => {
    seen.out += text
  })
  launcher.stderr.on('data', (text) => {
    seen.err += text
  })
  return { launcher, seen, ended: once(launcher, 'close').then(([code]) => ({ code, ...seen })) }
}

const removeModules = () => rmSync(join(clone, 'node_modules'), { recursive: true, force: true })

describe('the launcher', () => {
  it('installs on a clone, saying so, and passes arguments and exit code on; the next start only passes them on', async () => {
    removeModules()
    const first = await start('script.mjs', '3', 'a b', '--c').ended
    expect(first.err).toContain(
      'Installing the packages into node_modules (npm ci), a minute or two: they are not installed yet.\n',
    )
    expect(first.out).toMatch(/packaged: yes args: 3\|a b\|--c\n$/)
    expect(first.code).toBe(3)
    const second = await start('script.mjs', '0').ended
    expect(second).toMatchObject({ code: 0, err: '', out: 'packaged: yes args: 0\n' })
  })

  it('installs once when it is started twice at the same time', async () => {
    removeModules()
    const both = await Promise.all([start('script.mjs', '4').ended, start('script.mjs', '5').ended])
    expect(both.map(({ code }) => code)).toEqual([4, 5])
    const said = both.map(({ err }) => err).join('')
    expect(said.match(/Installing the packages/g)).toHaveLength(1)
  })

  it('ends with 1 and a remedy when the install fails', async () => {
    removeModules()
    const lock = join(clone, 'package-lock.json')
    cpSync(lock, `${lock}.kept`)
    // Nothing listens at port 9: as without a network.
    const offline = { dependencies: { none: '1.0.0' } }
    writeFileSync(
      lock,
      JSON.stringify({
        lockfileVersion: 3,
        packages: {
          '': offline,
          'node_modules/none': {
            version: '1.0.0',
            resolved: 'http://127.0.0.1:9/none.tgz',
            integrity: 'sha512-eA==',
          },
        },
      }),
    )
    const manifest = join(clone, 'package.json')
    cpSync(manifest, `${manifest}.kept`)
    writeFileSync(manifest, JSON.stringify({ name: 'clone', type: 'module', ...offline }))
    try {
      const { code, err } = await start('script.mjs', '0').ended
      expect(code).toBe(1)
      expect(err).toMatch(/npm ci ended with code 1 .* network once/)
    } finally {
      cpSync(`${lock}.kept`, lock)
      cpSync(`${manifest}.kept`, manifest)
    }
    expect((await start('script.mjs', '0').ended).code).toBe(0)
  })

  it('passes each signal on once and outlives it, to end with the exit code of the script', async () => {
    const running = start('script.mjs', 'wait')
    const saw = async (text) => {
      while (!running.seen.out.includes(text)) await once(running.launcher.stdout, 'data')
    }
    await saw('waiting\n')
    running.launcher.kill('SIGINT')
    await saw('SIGINT\n')
    running.launcher.kill('SIGTERM')
    await saw('SIGTERM\n')
    running.launcher.stdin.end()
    const { code } = await running.ended
    expect(running.seen.out).toMatch(/waiting\nSIGINT\nSIGTERM\n$/)
    expect(code).toBe(7)
  })

  it('ends with 128 and the signal when one ended the script', async () => {
    expect((await start('script.mjs', 'die').ended).code).toBe(137)
  })
})
