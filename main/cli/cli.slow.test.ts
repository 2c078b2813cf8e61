import { execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import { moveHome } from '../engine/engine.testing.ts'
import { parseTreeSchema } from '../export/parseTree.ts'
import type { CaseProfile } from './bench/measure.ts'

const script = fileURLToPath(new URL('rnp.ts', import.meta.url))
const TINY = ['--count', '64', '--batch', '4', '--threads', '1', '--evaluate-every', '1000']

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'rnp-cli-'))
  moveHome(folder)
  await expectExit(0, 'train', '--updates', '2', '--out', 'trained', ...TINY)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs the command line in the test's folder, as a user would. */
function rnp(...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...args], { cwd: folder }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr })
    })
  })
}

async function expectExit(code: number, ...args: string[]): Promise<Ended> {
  const ended = await rnp(...args)
  expect(ended.code, ended.stderr).toBe(code)
  return ended
}

const lines = (text: string) => text.trim().split('\n')

it.each(['--version', '-V'])('%s says which RNP Studio this is, and on which Node', async (option) => {
  const { stdout } = await expectExit(0, option)
  expect(stdout).toBe(`RNP Studio ${packageJson.version}, Node ${process.versions.node}\n`)
})

it('the help lists every command', async () => {
  const { stdout } = await expectExit(0, '--help')
  const listed = [...stdout.matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name)
  expect(listed.join(' ')).toBe('serve library demo train evaluate parse sample export bench engine help')
})

describe.concurrent('a command that cannot be done reports why, with an exit code of its kind', () => {
  it.each([
    ['an unknown command', ['trian'], 2, 'Did you mean train?'],
    ['an unknown option', ['train', '--updatess', '3'], 2, 'Did you mean --updates?'],
    ['an option of other commands', ['engine', '--threads', '1'], 2, 'rnp engine --help lists its options.'],
    [
      'an option of other library commands',
      ['library', 'list', '--threads', '1'],
      2,
      'rnp library list --help lists its options.',
    ],
    ['an unknown preset', ['train', '--preset', 'mnsit'], 2, 'Did you mean mnist?'],
    ['a number that is none', ['train', '--batch', '0'], 2, 'whole number from 1 to 4096'],
    ['a share above 1', ['train', '--average', '1.5'], 2, 'from 0 to 1'],
    [
      'options that contradict each other',
      ['parse', '--images', 'a', '--data', 'b', '--out', 'c'],
      2,
      'cannot',
    ],
    ['nothing to parse', ['parse', '--out', 'c'], 2, '--images'],
    ['a case that is none', ['bench', '--case', 'train-0-mnist'], 2, 'parse-1-mnist-compact'],
    [
      'two threads of a backend with one',
      ['sample', '--backend', 'cpu', '--threads', '2', '--out', 'a.png'],
      2,
      'simd',
    ],
    [
      'pictures that are not there',
      ['parse', '--checkpoint', 'trained', '--images', 'none.png', '--out', 'c'],
      3,
      'none.png',
    ],
    ['a checkpoint that is not there', ['sample', '--checkpoint', 'none', '--out', 'a.png'], 4, 'none'],
    ['a folder that has a run already', ['train', '--out', 'trained', ...TINY], 2, '--resume'],
    [
      'other settings on resuming',
      ['train', '--out', 'trained', '--resume', '--lr', '0.1', '--count', '64'],
      2,
      '0.0005; it cannot continue with 0.1',
    ],
    [
      'other sizes on resuming',
      ['train', '--out', 'trained', '--resume', '--preset', 'omniglot-compact', '--count', '64'],
      4,
      'z is 32, expected 96',
    ],
  ])('%s', async (_, args, code, says) => {
    const { stderr, stdout } = await expectExit(code, ...args)
    expect(stderr).toContain(says)
    expect(stderr).toMatch(/^error: .+\nhint: .+\n$/m)
    expect(stderr).not.toMatch(/^ {4}at /m)
    expect(stdout).toBe('')
  })

  it('gives a script its code, as JSON, where it asks for JSON', async () => {
    const { stderr, stdout } = await expectExit(4, 'evaluate', '--checkpoint', 'none', '--json')
    expect(JSON.parse(stdout)).toEqual({
      error: {
        kind: 'checkpoint',
        code: 'checkpoint/not-found',
        message: expect.stringContaining('none'),
        hint: expect.any(String),
      },
    })
    expect(stderr).toMatch(/^error: .+\nhint: .+\n$/)
  })

  it('shows the stack of an error only when asked to', async () => {
    const { stderr } = await expectExit(4, 'sample', '--checkpoint', 'none', '--out', 'a.png', '--debug')
    expect(stderr).toMatch(/^ {4}at /m)
  })
})

describe.concurrent('a trained model', () => {
  it('is measured, and printed as one JSON object', async () => {
    const { stdout } = await expectExit(0, 'evaluate', '--checkpoint', 'trained', '--count', '8', '--json')
    const result = JSON.parse(stdout)
    expect(result).toMatchObject({ images: 8, split: 'test', data: 'Glyphs' })
    for (const figure of ['mse', 'partMse', 'kl']) expect(result[figure]).toBeGreaterThan(0)
    expect(result.parts).toHaveProperty('adjustedRand')
    expect(result.parts).toHaveProperty('matchedIou')
  })

  it('parses pictures into a sheet and a tree each', async () => {
    const args = ['--checkpoint', 'trained', '--data', 'glyphs', '--count', '3', '--out', 'parsed']
    const { stdout, stderr } = await expectExit(0, 'parse', ...args)
    expect(stderr).toMatch(/^Engine: simd, /m)
    expect(lines(stdout)[0]).toBe(path.join('parsed', 'sheet.png'))
    const trees = await readdir(path.join(folder, 'parsed', 'trees'))
    expect(trees.length).toBe(3)
    const text = await readFile(path.join(folder, 'parsed', 'trees', trees[0]), 'utf8')
    const tree = parseTreeSchema.parse(JSON.parse(text))
    expect(tree.parts.length).toBe(4)
    expect(tree.parts[0].parts.length).toBe(4)
  })

  it('parses picture files, and names those it had to skip', async () => {
    const { encodePng } = await import('../base/png.ts')
    const { blank } = await import('../export/paint.ts')
    const pictures = path.join(folder, 'pictures')
    await mkdir(pictures)
    await writeFile(path.join(pictures, 'good.png'), await encodePng(blank(40, 30, [200, 200, 200])))
    await writeFile(path.join(pictures, 'bad.png'), 'not a picture')
    const args = ['--checkpoint', 'trained', '--images', 'pictures', '--out', 'parsed-files']
    const { stderr } = await expectExit(0, 'parse', ...args)
    expect(stderr).toContain('1 skipped')
    expect(stderr).toContain('bad.png')
    expect(await readdir(path.join(folder, 'parsed-files', 'trees'))).toEqual(['good.json'])
  })

  it('draws the same samples from the same seed', async () => {
    const sample = async (seed: string, file: string) => {
      await expectExit(0, 'sample', '--checkpoint', 'trained', '--count', '2', '--seed', seed, '--out', file)
      return readFile(path.join(folder, file))
    }
    const [one, again, other] = await Promise.all([
      sample('1', 'one.png'),
      sample('1', 'again.png'),
      sample('2', 'other.png'),
    ])
    expect(one.equals(again)).toBe(true)
    expect(one.equals(other)).toBe(false)
  })
})

describe('training', () => {
  const UPDATES = ['--updates', '20']

  /** Starts training and presses Ctrl-C after its first step. */
  function interrupt(...args: string[]): Promise<Ended> {
    return new Promise((resolve) => {
      const child = spawn(process.execPath, [script, 'train', '--json', ...args], { cwd: folder })
      let [stdout, stderr] = ['', '']
      child.stdout.on('data', (data) => {
        stdout += data
      })
      child.stdout.once('data', () => {
        child.kill('SIGINT')
        child.kill('SIGINT') // npm passes the same Ctrl-C on once more
      })
      child.stderr.on('data', (data) => {
        stderr += data
      })
      child.on('close', (code) => resolve({ code: code ?? -1, stdout, stderr }))
    })
  }

  it('stops with a checkpoint on Ctrl-C, says how to continue, and continues', async () => {
    const run = ['--out', 'my run', ...TINY]
    const stopped = await interrupt(...UPDATES, ...run)
    expect(stopped.code, stopped.stderr).toBe(130)
    const last = JSON.parse(lines(stopped.stdout).at(-1)!)
    expect(last).toMatchObject({ event: 'stopped', finished: false })
    expect(existsSync(path.join(folder, last.checkpoint, 'manifest.json'))).toBe(true)
    expect(stopped.stderr).toContain(`train --json --updates 20 --out 'my run' ${TINY.join(' ')} --resume`)

    const resumed = await expectExit(0, 'train', '--json', ...run, '--resume')
    const events = lines(resumed.stdout).map((line) => JSON.parse(line))
    expect(events[0]).toMatchObject({ event: 'progress', step: last.step + 1 })
    expect(events.at(-1)).toMatchObject({ event: 'finished', step: 20 })
  })
})

describe('bench', () => {
  const theta = ['--case', 'theta', '--seconds', '0', '--json', '--backend', 'simd']

  it('says once what computes, before the first of several cases', async () => {
    const args = ['--seconds', '0', '--threads', '1', '--case', 'theta', 'matmul-1024']
    const { stdout, stderr } = await expectExit(0, 'bench', ...args)
    expect(stderr.match(/^Engine: simd, 1 thread/gm)).toHaveLength(1)
    expect(stdout).toMatch(/^theta .+ simd, 1 thread.*\nmatmul-1024 .+ simd, 1 thread.*\n$/)
  })

  it('gives one JSON object for a case', async () => {
    const { stdout } = await expectExit(0, 'bench', ...theta)
    const result = JSON.parse(stdout)
    expect(result).toMatchObject({ case: 'theta', backend: 'simd', repeats: 5 })
    for (const figure of ['milliseconds', 'fastest', 'gflops', 'threads', 'peakMemory']) {
      expect(result[figure]).toBeGreaterThan(0)
    }
  })

  it('profiles a case: kernels whose shares of the time add up to all of it', async () => {
    const { stdout } = await expectExit(0, 'bench', ...theta, '--profile')
    const { machine, rows } = JSON.parse(stdout) as CaseProfile
    expect(machine.gflops).toBeGreaterThan(0)
    expect(machine.gigabytesPerSecond).toBeGreaterThan(0)
    expect(rows[0]).toMatchObject({ kernel: 'BatchMatMul [320,64] x [64,58112]', calls: 1 })
    expect(rows.at(-1)).toMatchObject({ kernel: 'JavaScript between kernels' })
    expect(rows.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1)
  })
})
