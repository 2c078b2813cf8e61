import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  truncate,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, type TestContext } from 'vitest'
import { RnpError } from '../errors.ts'
import { presets } from '../rnp/presets.ts'
import type { Tensors } from './safetensors.ts'
import { pruneCheckpoints, readCheckpoint, type WriteOptions, writeCheckpoint } from './store.ts'

let run: string
beforeEach(async () => {
  run = await mkdtemp(join(tmpdir(), 'rnp-run-'))
})
afterEach(() => rm(run, { recursive: true, force: true }))

/** The checkpoint that a run writes at `step`: `length` floats, all equal to the step. */
function at(step: number, mse?: number, length = 64): WriteOptions {
  return {
    config: { ...presets.mnist, patch: 14 },
    step,
    training: { order: [3, 1, 2] },
    metrics: mse === undefined ? {} : { evaluation: { mse } },
    data: 'glyphs',
    versions: { app: '0.1.0', node: '26.10.0', backend: 'cpu' },
    tensors: new Map([['model/w', { shape: [length], values: new Float32Array(length).fill(step) }]]),
  }
}

async function write(...steps: [step: number, mse?: number][]): Promise<void> {
  for (const [step, mse] of steps) await writeCheckpoint(run, at(step, mse))
}

const names = () => readdir(join(run, 'checkpoints')).then((found) => found.sort())

async function refusal(promise: Promise<unknown>): Promise<RnpError> {
  const error = await promise.then(
    () => undefined,
    (reason) => reason,
  )
  expect(error).toBeInstanceOf(RnpError)
  expect(error.kind).toBe('checkpoint')
  return error
}

describe('a checkpoint', () => {
  it('is read as it was written, by its folder, either of its files, its run or the folder between', async () => {
    const path = await writeCheckpoint(run, at(500, 0.1))
    expect(path).toBe(join(run, 'checkpoints', 'step-0000500'))
    expect(await names()).toEqual(['step-0000500'])
    for (const way of [
      path,
      join(path, 'manifest.json'),
      join(path, 'weights.safetensors'),
      run,
      join(path, '..'),
    ]) {
      const read = await readCheckpoint(way)
      expect(read.path).toBe(path)
      const { tensors, ...parts } = at(500, 0.1)
      expect(read.manifest).toMatchObject(parts)
      expect(read.tensors).toEqual(tensors)
    }
  })

  it('in half precision takes half the bytes', async () => {
    const full = await readCheckpoint(await writeCheckpoint(run, at(1, 0, 5000)))
    const half = await readCheckpoint(await writeCheckpoint(run, { ...at(2, 0, 5000), half: true }))
    expect([full, half].map(({ manifest }) => manifest.weights.half)).toEqual([false, true])
    expect(half.manifest.weights.bytes).toBeLessThan(full.manifest.weights.bytes * 0.52)
    expect(half.tensors.get('model/w')?.values[0]).toBe(2)
  })

  it('of a step written before replaces the earlier one', async () => {
    for (const figure of [0.3, 0.2, 0.1]) {
      await write([500, figure])
      expect(await names()).toHaveLength(1)
      expect((await readCheckpoint(run)).manifest.metrics.evaluation?.mse).toBe(figure)
    }
  })

  it('is the latest by step, and the best by the lowest held-out error, the later of equals', async () => {
    await write([1000, 0.5], [200, 0.2], [300, 0.1], [400, 0.1], [500])
    expect((await readCheckpoint(run)).manifest.step).toBe(1000)
    expect((await readCheckpoint(run, 'best')).manifest.step).toBe(400)
  })

  it('is the best when it is the latest and none has a held-out error', async () => {
    await write([1], [2])
    expect((await readCheckpoint(run, 'best')).manifest.step).toBe(2)
  })
})

describe('pruning', () => {
  it('keeps the last three and the best', async () => {
    await write([1, 0.9], [2, 0.1], [3, 0.8], [4, 0.7], [5, 0.6], [6, 0.5])
    const removed = await pruneCheckpoints(run)
    expect(removed.map((path) => basename(path))).toEqual(['step-0000001', 'step-0000003'])
    expect(await names()).toEqual(['step-0000002', 'step-0000004', 'step-0000005', 'step-0000006'])
  })

  it('does not count damaged checkpoints among those kept', async () => {
    await write([1, 1], [2, 1], [3, 1], [4, 1])
    await truncate(join(run, 'checkpoints/step-0000004/weights.safetensors'), 10)
    expect(await pruneCheckpoints(run)).toEqual([])
  })
})

describe('reading refuses', () => {
  it('a path where nothing is, and folders without checkpoints', async () => {
    expect((await refusal(readCheckpoint(join(run, 'none')))).message).toBe(
      `${join(run, 'none')} does not exist`,
    )
    expect((await refusal(readCheckpoint(run))).message).toContain(`${run} holds no checkpoint`)
  })

  it('truncated weights, with both sizes and another checkpoint that can be used', async () => {
    await write([1], [2], [3])
    const file = (step: number) => join(run, `checkpoints/step-000000${step}/weights.safetensors`)
    await truncate(file(2), 10)
    const { size } = await stat(file(3))
    await truncate(file(3), 100)
    const { message, hint } = await refusal(readCheckpoint(run))
    expect(message).toBe(`${file(3)} is truncated: 100 bytes, expected ${size}`)
    expect(hint).toContain(`${join(run, 'checkpoints/step-0000001')} is whole`)
  })

  it('a damaged best checkpoint rather than falling back to a worse one unasked', async () => {
    await write([1, 0.1], [2, 0.5])
    const file = join(run, 'checkpoints/step-0000001/weights.safetensors')
    const bytes = await readFile(file)
    bytes[bytes.length - 1] ^= 1
    await writeFile(file, bytes)
    const { hint } = await refusal(readCheckpoint(run, 'best'))
    expect(hint).toContain(`${join(run, 'checkpoints/step-0000002')} is whole`)
  })

  it('the only checkpoint of a run when it is damaged, without naming another', async () => {
    await write([1])
    await appendFile(join(run, 'checkpoints/step-0000001/weights.safetensors'), 'x')
    const { message, hint } = await refusal(readCheckpoint(run))
    expect(message).toContain('is too long')
    expect(hint).not.toContain('In this run')
  })

  it('weights of which one bit has changed', async () => {
    await write([1])
    const file = join(run, 'checkpoints/step-0000001/weights.safetensors')
    const bytes = await readFile(file)
    bytes[bytes.length - 1] ^= 1
    await writeFile(file, bytes)
    expect((await refusal(readCheckpoint(run))).message).toMatch(
      /has changed since it was written: SHA-256 \w+/,
    )
  })

  it('a checkpoint that lost its manifest or its weights', async () => {
    await write([1], [2])
    await rm(join(run, 'checkpoints/step-0000001/manifest.json'))
    await rm(join(run, 'checkpoints/step-0000002/weights.safetensors'))
    const none = await refusal(readCheckpoint(join(run, 'checkpoints/step-0000001/weights.safetensors')))
    expect(none.message).toMatch(/manifest\.json does not exist/)
    expect((await refusal(readCheckpoint(run))).message).toMatch(/weights\.safetensors does not exist/)
  })
})

/** Starts a process that runs `body` with `writeCheckpoint`, `at` and `run` in scope. */
function child(body: string, shell?: string) {
  const code = `
    import { writeCheckpoint } from ${JSON.stringify(new URL('./store.ts', import.meta.url).href)}
    const run = ${JSON.stringify(run)}
    const { tensors, ...parts } = ${JSON.stringify(at(0))}
    const at = (step, length) => ({ ...parts, step,
      tensors: new Map([['model/w', { shape: [length], values: new Float32Array(length).fill(step) }]]) })
    ${body}`
  const args = ['--input-type=module', '--eval', code]
  return shell
    ? spawn('sh', ['-c', `${shell}; exec "$0" "$@"`, process.execPath, ...args])
    : spawn(process.execPath, args)
}

describe('a writer that dies', () => {
  it('leaves only complete checkpoints, whenever it is killed', async () => {
    const length = 100_000
    await writeCheckpoint(run, at(0, 1, length))
    let first = 1
    for (let kill = 0; kill < 12; kill++) {
      const writer = child(`
        for (let step = ${first}; ; step++) {
          console.log(step)
          await writeCheckpoint(run, at(step, ${length}))
        }`)
      const dead = once(writer, 'exit')
      await once(writer.stdout, 'data')
      // Spread over the few milliseconds a write takes, so that the kills fall on all its stages.
      await new Promise((done) => setTimeout(done, kill * 2.5))
      writer.kill('SIGKILL')
      await dead
      for (const name of (await names()).filter((name) => name.startsWith('step'))) {
        const { manifest, tensors } = await readCheckpoint(join(run, 'checkpoints', name))
        const values = tensors.get('model/w')!.values
        expect(values).toHaveLength(length)
        expect(values.every((value) => value === manifest.step)).toBe(true)
        first = manifest.step + 1
      }
      await pruneCheckpoints(run, 1)
    }
    await write([first])
    expect((await names()).filter((name) => !name.startsWith('step'))).toEqual([])
    expect((await readCheckpoint(run)).manifest.step).toBe(first)
  })

  it('leaves temporaries that the next writer removes, and those of a living one stay', async () => {
    const dead = spawnSync(process.execPath, ['--version']).pid
    const folder = join(run, 'checkpoints')
    await mkdir(join(folder, `.unfinished-${dead}-00c0ffee`), { recursive: true })
    await writeFile(join(folder, `.unfinished-${dead}-00c0ffee`, 'weights.safetensors'), 'part')
    await mkdir(join(folder, `.unfinished-${process.ppid}-00c0ffee`))
    expect((await refusal(readCheckpoint(run))).message).toContain('holds no checkpoint')
    await write([7])
    expect(await names()).toEqual([`.unfinished-${process.ppid}-00c0ffee`, 'step-0000007'])
  })

  it('between placing a step again and removing the old one leaves the new one in force', async () => {
    await write([5, 0.9])
    const old = join(run, 'checkpoints/step-0000005')
    const kept = await Promise.all(
      ['manifest.json', 'weights.safetensors'].map((name) => readFile(join(old, name))),
    )
    await write([5, 0.1])
    await mkdir(old)
    await writeFile(join(old, 'manifest.json'), kept[0])
    await writeFile(join(old, 'weights.safetensors'), kept[1])
    expect((await readCheckpoint(run)).manifest.metrics.evaluation?.mse).toBe(0.1)
  })
})

describe('a write that fails', () => {
  /** Fails to write 2 MB to `run`, where a small checkpoint of step 1 lies and must stay alone and whole. */
  async function expectRefusal(error: Pick<RnpError, 'message' | 'hint'>) {
    expect(error.message).toMatch(
      /checkpoint .*step-0000002 cannot be written: 2000\d\d\d bytes wanted, \d+ bytes free: E/,
    )
    expect(error.hint).toContain('the checkpoints written before are untouched')
    expect(await names()).toEqual(['step-0000001'])
    expect((await readCheckpoint(run)).manifest.step).toBe(1)
  }
  const big: Tensors = new Map([['w', { shape: [500_000], values: new Float32Array(500_000) }]])

  it('because the disk is full is reported, leaves nothing behind and touches nothing older', async (context) => {
    await onFullDisk(context, async () => {
      await write([1])
      const error = await refusal(writeCheckpoint(run, { ...at(2), tensors: big }))
      await expectRefusal(error)
      expect(error.message).toContain('ENOSPC')
      expect(error.code).toBe('checkpoint/disk-full')
      await write([3])
      expect((await readCheckpoint(run)).manifest.step).toBe(3)
    })
  })

  it('half-way through a file does the same', async (context) => {
    if (process.platform === 'win32') context.skip('needs a limit on file sizes, which Windows has not')
    await write([1])
    const body = `await writeCheckpoint(run, at(2, 500_000)).catch(
      ({ name, message, hint }) => console.log(JSON.stringify({ name, message, hint })))`
    const writer = child(body, 'ulimit -f 1000')
    let said = ''
    writer.stdout.on('data', (text) => {
      said += text
    })
    await once(writer, 'close')
    const error = JSON.parse(said)
    expect(error.name).toBe('RnpError')
    await expectRefusal(error)
    expect(error.message).toContain('EFBIG')
  })

  it('because a file stands where the folder should be names the path', async () => {
    await writeFile(join(run, 'checkpoints'), '')
    const { message, hint } = await refusal(writeCheckpoint(run, at(1)))
    expect(message).toContain(join(run, 'checkpoints', 'step-0000001'))
    expect(hint).toContain('Choose a folder that can be written to')
  })

  it('because a figure is not a number leaves nothing on disk', async () => {
    const { message } = await refusal(writeCheckpoint(run, at(1, Number.NaN)))
    expect(message).toContain('metrics.evaluation.mse')
    expect(await readdir(run)).toEqual([])
  })
})

/** Runs `body` with `run` on a disk of 1 MB, where mounting one is permitted. */
async function onFullDisk(context: TestContext, body: () => Promise<void>) {
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', run], { encoding: 'utf8' })
  if (mounted.status !== 0) {
    context.skip(`needs a small disk of its own: ${mounted.stderr?.trim() || mounted.error?.message}`)
  }
  try {
    await body()
  } finally {
    spawnSync('umount', [run])
  }
}
