import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startForTests, stopForTests, testBackend } from '../backends/backends.testing.ts'
import { expectSameBits } from '../backends/simd/kernels/compare.testing.ts'
import { FolderStore } from '../checkpoint/folderStore.ts'
import { METRICS_FILE } from '../checkpoint/metrics.ts'
import { readCheckpoint, writeCheckpoint } from '../checkpoint/store.ts'
import { RnpError } from '../errors.ts'
import { withoutPrefix } from './tensorSets.ts'
import { type Progress, type TrainingOptions, type TrainingResult, train } from './train.ts'
import { tinyConfig, tinySettings, tinyTest, tinyTrain } from './training.testing.ts'

/** All runs of this file, each in a folder of its own. */
let folder: string
let runs = 0
const newRun = () => join(folder, `run${++runs}`)

const pictures = { train: tinyTrain(), test: tinyTest() }

/** A run of 12 steps with an evaluation every third and a checkpoint every fourth; 22 pictures make 2 batches. */
const settings = { ...tinySettings, evaluateEvery: 3, checkpointEvery: 4 }

interface Session {
  readonly result: TrainingResult
  readonly progress: Progress[]
}

async function session(run: string, options: Partial<TrainingOptions> = {}): Promise<Session> {
  const progress: Progress[] = []
  const onProgress = (one: Progress) => {
    progress.push(one)
    options.onProgress?.(one)
  }
  const result = await train({
    config: tinyConfig,
    settings,
    ...pictures,
    store: new FolderStore(run),
    ...options,
    onProgress,
  })
  return { result, progress }
}

/** A session that is stopped after `step`, as Ctrl-C does. */
function stopped(run: string, step: number, options: Partial<TrainingOptions> = {}): Promise<Session> {
  const abort = new AbortController()
  const onProgress = (one: Progress) => {
    if (one.step === step) abort.abort()
  }
  return session(run, { ...options, signal: abort.signal, onProgress })
}

/** A session that ends at `step` with nothing more written, as by a kill. */
async function killedAt(run: string, step: number, options: Partial<TrainingOptions> = {}): Promise<void> {
  const onProgress = (one: Progress) => {
    options.onProgress?.(one)
    if (one.step === step) throw new Error('killed')
  }
  await expect(session(run, { ...options, onProgress })).rejects.toThrow('killed')
}

const metricsOf = (run: string) => readFileSync(join(run, METRICS_FILE), 'utf8')

const linesOf = (run: string) =>
  metricsOf(run)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

const checkpointsOf = (run: string) => readdirSync(join(run, 'checkpoints')).sort()

/** What a step computed, without its speed. */
const figuresOf = ({ imagesPerSecond: _, etaSeconds: __, ...figures }: Progress) =>
  JSON.parse(JSON.stringify(figures))

/** The best of some lines of metrics.jsonl after the first step. */
function bestOf(lines: readonly Pick<Progress, 'step' | 'evaluation'>[]): { step: number; mse: number } {
  const measured = lines.flatMap(({ step, evaluation }) =>
    step > 0 && evaluation ? [{ step, mse: evaluation.mse }] : [],
  )
  return measured.reduce((a, b) => (b.mse < a.mse ? b : a))
}

/** The uninterrupted run. */
let whole: Session & { run: string }

beforeAll(async () => {
  await startForTests()
  folder = mkdtempSync(join(tmpdir(), 'rnp-train-'))
  const run = newRun()
  whole = { run, ...(await session(run)) }
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await stopForTests()
})

/** Expects a run's lines and its last tensors to be those of the uninterrupted run, bit for bit. */
async function expectAsWhole(run: string): Promise<void> {
  expect(metricsOf(run)).toBe(metricsOf(whole.run))
  const [found, expected] = [await readCheckpoint(run), await readCheckpoint(whole.run)]
  expect(found.manifest.step).toBe(settings.updates)
  expect([...found.tensors.keys()]).toEqual([...expected.tensors.keys()])
  const values = ({ tensors }: typeof found) => [...tensors.values()].map(({ values }) => values)
  expectSameBits(values(found), values(expected))
  expect(found.manifest.training).toEqual(expected.manifest.training)
}

/** The averaged weights in a run's last checkpoint. */
async function weightsOf(run: string) {
  const { tensors } = await readCheckpoint(run)
  return withoutPrefix('average/', tensors)
}

async function refusal(promise: Promise<unknown>): Promise<RnpError> {
  const error = await promise.then(
    () => undefined,
    (reason) => reason,
  )
  expect(error).toBeInstanceOf(RnpError)
  return error
}

describe('a run', () => {
  it('reports every step, evaluates before the first, every so often and at the end, and gives its last checkpoint', () => {
    const { progress, result, run } = whole
    expect(progress.map(({ step }) => step)).toEqual(Array.from({ length: 13 }, (_, i) => i))
    const evaluated = progress.filter(({ evaluation }) => evaluation).map(({ step }) => step)
    expect(evaluated).toEqual([0, 3, 6, 9, 12])
    expect(result).toEqual({
      step: 12,
      finished: true,
      checkpoint: join(run, 'checkpoints', 'step-0000012'),
      dropped: 0,
      evaluation: progress.at(-1)?.evaluation,
      best: bestOf(linesOf(run)),
    })
    expect(result.evaluation?.images).toBe(6)
  })

  it('evaluates and saves at its last step though neither is due', async () => {
    const run = newRun()
    const { result } = await session(run, {
      settings: { ...settings, updates: 3, evaluateEvery: 50, checkpointEvery: 50 },
    })
    expect(result.evaluation?.mse).toBeGreaterThan(0)
    expect(checkpointsOf(run)).toEqual(['step-0000000', 'step-0000003'])
  })

  it('writes a line of what it reports as recorded: before the first step the evaluation alone', () => {
    const lines = whole.progress.map((reported) => {
      const { updates: _, recorded, ...figures } = figuresOf(reported)
      expect(recorded).toBe(true)
      return figures
    })
    expect(linesOf(whole.run)).toEqual(lines)
    expect(lines[0]).toEqual({ step: 0, dropped: 0, evaluation: expect.objectContaining({ images: 6 }) })
  })

  it('keeps its last three checkpoints and the best, each with the figures of its own step or none', async () => {
    const run = newRun()
    const every = { ...settings, evaluateEvery: 2, checkpointEvery: 1 }
    await session(run, { settings: every })
    const best = bestOf(linesOf(run))
    const kept = new Set([best.step, 10, 11, 12])
    expect(checkpointsOf(run)).toEqual(
      [...kept].sort((a, b) => a - b).map((step) => `step-${`${step}`.padStart(7, '0')}`),
    )
    const { manifest } = await readCheckpoint(run, 'best')
    expect(manifest.step).toBe(best.step)
    expect(manifest.metrics.evaluation?.mse).toBe(best.mse)
    const unevaluated = await readCheckpoint(join(run, 'checkpoints', 'step-0000011'))
    expect(unevaluated.manifest.metrics.evaluation).toBeUndefined()
  })

  it('describes itself in its checkpoint: sizes, settings, pictures and versions', async () => {
    const { manifest } = await readCheckpoint(whole.run)
    expect(manifest).toMatchObject({
      config: tinyConfig,
      step: 12,
      data: 'Glyphs',
      training: { settings, trainer: { step: 12, dropped: 0 } },
      versions: { node: process.version, backend: testBackend },
    })
  })

  it('keeps how its pictures were read, without options that were not given', async () => {
    const run = newRun()
    const source = { data: 'glyphs', count: undefined, leaveOut: ['a'] }
    await session(run, { source, settings: { ...settings, updates: 1 } })
    const kept = (await readCheckpoint(run)).manifest.training
    expect(kept).toHaveProperty('source', { data: 'glyphs', leaveOut: ['a'] })
    expect((await readCheckpoint(whole.run)).manifest.training).toHaveProperty('source', null)
  })

  it('writes a line for a dropped step, and continues', async () => {
    const run = newRun()
    const { train, spoil, mend } = spoilable()
    const onProgress = ({ step, dropped }: Progress) => (step === 2 && dropped === 0 ? spoil() : mend())
    const { result, progress } = await session(run, { train, onProgress })
    expect(result).toMatchObject({ step: 12, finished: true, dropped: 1 })
    expect(progress.slice(2, 5).map(({ step, dropped }) => [step, dropped])).toEqual([
      [2, 0],
      [2, 1],
      [3, 1],
    ])
    expect(linesOf(run)[3]).toMatchObject({ step: 2, dropped: 1, loss: null })
  })

  it('that diverges ends with a training error and its last checkpoint whole', async () => {
    const run = newRun()
    const { train, spoil } = spoilable()
    const onProgress = ({ step }: Progress) => void (step === 5 && spoil())
    const error = await refusal(session(run, { train, onProgress }))
    expect(error.kind).toBe('training')
    expect(error.hint).toContain('lower learning rate')
    expect((await readCheckpoint(run)).manifest.step).toBe(4)
  })

  it('starts from trained weights where they are given', async () => {
    const from = await weightsOf(whole.run)
    const { progress } = await session(newRun(), { from, settings: { ...settings, updates: 1 } })
    expect(progress[0].evaluation).toEqual(whole.progress.at(-1)?.evaluation)
    expect(progress[1].loss).toBeLessThan(whole.progress[1].loss!)
  })

  it('keeps the trained weights it started from as the best until it finds better ones', async () => {
    const from = await weightsOf(whole.run)
    const run = newRun()
    const harm = { ...settings, learningRate: 1, warmup: 1, averageDecay: 0 }
    const { result, progress } = await session(run, { from, settings: harm })
    expect(result.evaluation!.mse).toBeGreaterThan(progress[0].evaluation!.mse)
    const { manifest, tensors } = await readCheckpoint(run, 'best')
    expect(manifest.step).toBe(0)
    expect(result.best).toEqual({ step: 0, mse: progress[0].evaluation!.mse })
    const kept = [...from.keys()].map((name) => tensors.get(`average/${name}`)!.values)
    expectSameBits(
      kept,
      [...from.values()].map(({ values }) => values),
    )

    const other = newRun()
    await stopped(other, 7, { from, settings: harm })
    const resumed = await session(other, { resume: true, settings: harm })
    expect(resumed.result.best).toEqual(result.best)
    expect(metricsOf(other)).toBe(metricsOf(run))
  })

  it('never has random weights as its best, though training made them worse', async () => {
    const harm = { ...settings, learningRate: 0.1, warmup: 1, averageDecay: 0 }
    const { result, progress } = await session(newRun(), { settings: harm })
    expect(result.evaluation!.mse).toBeGreaterThan(progress[0].evaluation!.mse)
    expect(result.best?.step).toBeGreaterThan(0)
  })

  it('keeps each evaluation that is the best so far as a checkpoint, also between those that are due', async () => {
    const run = newRun()
    const seldom = { ...settings, evaluateEvery: 5, checkpointEvery: 100 }
    await killedAt(run, 7, { settings: seldom })
    expect(checkpointsOf(run)).toEqual(['step-0000000', 'step-0000005'])
  })

  it('reports each checkpoint once it is saved, after the figures of its step', async () => {
    const run = newRun()
    const heard: string[] = []
    await session(run, {
      onProgress: ({ step, evaluation }) => heard.push(`step ${step}${evaluation ? ', measured' : ''}`),
      onSaved: (step) => heard.push(`saved ${step}: ${checkpointsOf(run).at(-1)}`),
    })
    const saves = heard.filter((line) => line.startsWith('saved'))
    expect(saves).toEqual(expect.arrayContaining(['saved 4: step-0000004', 'saved 12: step-0000012']))
    const first = heard.indexOf('saved 3: step-0000003')
    expect(heard.slice(first - 1, first + 2)).toEqual(['step 3, measured', heard[first], 'step 4'])
  })

  it('leaves no tensor behind, finished, stopped or refused', async () => {
    const before = tf.memory().numTensors
    const run = newRun()
    await stopped(run, 2)
    await session(run, { resume: true })
    await refusal(session(run))
    await refusal(session(run, { resume: true, settings: { ...settings, clip: 1 } }))
    const { train, spoil } = spoilable()
    spoil()
    await refusal(session(newRun(), { train }))
    expect(tf.memory().numTensors).toBe(before)
  })
})

/** The training pictures with pixels that can be made NaN, so that the loss is, and right again. */
function spoilable() {
  const { train } = pictures
  const pixels = Float32Array.from(train.pixels)
  return {
    train: { ...train, pixels: pixels as unknown as Uint8Array },
    spoil: () => pixels.fill(Number.NaN),
    mend: () => pixels.set(train.pixels),
  }
}

describe('a run that is stopped', () => {
  it('ends with a checkpoint of the step it was at', async () => {
    const run = newRun()
    const { result, progress } = await stopped(run, 7)
    expect(result).toMatchObject({ step: 7, finished: false })
    expect(progress).toHaveLength(8)
    expect(result.checkpoint).toBe(join(run, 'checkpoints', 'step-0000007'))
    expect((await readCheckpoint(run)).manifest.step).toBe(7)
  })

  it.each([3, 4, 7])('after step %i continues as if nothing had happened, bit for bit', async (step) => {
    const run = newRun()
    const before = await stopped(run, step)
    const after = await session(run, { resume: true })
    expect(after.result.finished).toBe(true)
    const resumed = [...before.progress, ...after.progress].map(figuresOf)
    expect(resumed).toEqual(whole.progress.map(figuresOf))
    await expectAsWhole(run)
  })

  it('before its first step continues from the start', async () => {
    const run = newRun()
    const { result } = await session(run, { signal: AbortSignal.abort() })
    expect(result).toMatchObject({ step: 0, finished: false })
    await session(run, { resume: true })
    await expectAsWhole(run)
  })

  it('may be stopped again and again, and evaluated more often after each', async () => {
    const run = newRun()
    await stopped(run, 2)
    await stopped(run, 5, { resume: true })
    await session(run, { resume: true, settings: { ...settings, checkpointEvery: 2 } })
    expect(linesOf(run)).toEqual(linesOf(whole.run))
    expect(checkpointsOf(run)).toContain('step-0000010')
  })

  it('is finished already when it is resumed after its last step', async () => {
    const run = newRun()
    await session(run, { settings: { ...settings, updates: 2 } })
    const { result, progress } = await session(run, { resume: true, settings: { ...settings, updates: 2 } })
    expect(result).toMatchObject({ step: 2, finished: true })
    expect(progress).toEqual([])
  })
})

/** Starts a process that trains in `run`; `body` is its onProgress, `shell` what the shell does before. */
function child(run: string, resume: boolean, body: string, shell = ':') {
  const url = (path: string) => JSON.stringify(new URL(path, import.meta.url).href)
  const code = `
    import { startForTests, stopForTests } from ${url('../backends/backends.testing.ts')}
    import { tinyConfig, tinyTest, tinyTrain } from ${url('./training.testing.ts')}
    import { FolderStore } from ${url('../checkpoint/folderStore.ts')}
    import { train } from ${url('./train.ts')}
    await startForTests()
    await train({
      config: tinyConfig, settings: ${JSON.stringify(settings)}, train: tinyTrain(), test: tinyTest(),
      store: new FolderStore(${JSON.stringify(run)}), resume: ${resume}, onProgress: ({ step }) => { ${body} },
    }).catch(({ name, kind, message }) => console.log(JSON.stringify({ name, kind, message })))
    await stopForTests()`
  const args = ['--input-type=module', '--eval', code]
  return spawn('sh', ['-c', `${shell}; exec "$0" "$@"`, process.execPath, ...args])
}

describe('a run that is killed', () => {
  it('continues from its last checkpoint and ends as if nothing had happened, bit for bit', async () => {
    const run = newRun()
    const killed = child(run, false, `if (step === 7) process.kill(process.pid, 'SIGKILL')`)
    const [, signal] = await once(killed, 'exit')
    expect(signal).toBe('SIGKILL')
    const kept = Number(checkpointsOf(run).at(-1)!.slice('step-'.length))
    expect(kept).toBeOneOf([4, 6]) // 6 where it was the best then
    // The last lines came after the checkpoint; a kill in the middle of a write leaves half of one.
    expect(linesOf(run).map(({ step }) => step)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    appendFileSync(join(run, METRICS_FILE), '{"step":4,"lo')
    const { progress } = await session(run, { resume: true })
    expect(progress[0].step).toBe(kept + 1)
    await expectAsWhole(run)
  })

  it('before its second checkpoint continues from the one of its start', async () => {
    const run = newRun()
    await killedAt(run, 2)
    expect(linesOf(run).map(({ step }) => step)).toEqual([0, 1, 2])
    const { progress } = await session(run, { resume: true })
    expect(progress[0].step).toBe(0)
    await expectAsWhole(run)
  })

  it('while it writes its first checkpoint can be started again, as there is nothing to resume', async () => {
    const run = newRun()
    mkdirSync(join(run, 'checkpoints', `.unfinished-${process.pid}-00c0ffee`), { recursive: true })
    const error = await refusal(session(run, { resume: true }))
    expect([error.kind, error.message]).toEqual(['usage', `${run} has no run to resume.`])
    await session(run)
    await expectAsWhole(run)
  })

  it('after it dropped a step records that step once', async () => {
    const run = newRun()
    const { train, spoil, mend } = spoilable()
    const dropAt4 = ({ step, dropped }: Progress) => (step === 4 && dropped === 0 ? spoil() : mend())
    await killedAt(run, 5, { train, onProgress: dropAt4 })
    spoil() // as it was at the checkpoint
    await session(run, { train, resume: true, onProgress: mend })
    const lines = linesOf(run).map(({ step, dropped }) => [step, dropped])
    expect(lines.slice(3, 7)).toEqual([
      [3, 0],
      [4, 0],
      [4, 1],
      [5, 1],
    ])
    expect(lines).toHaveLength(14)
  })

  it('by a full disk reports it, and continues from the checkpoint before once there is room', async (context) => {
    if (process.platform === 'win32') context.skip('needs a limit on file sizes, which Windows has not')
    const run = newRun()
    await stopped(run, 4)
    // A checkpoint takes about a megabyte; files may have a quarter of it.
    const full = child(run, true, '', 'ulimit -f 500')
    let said = ''
    full.stdout.on('data', (text) => {
      said += text
    })
    await once(full, 'close')
    expect(JSON.parse(said)).toMatchObject({
      name: 'RnpError',
      kind: 'checkpoint',
      message: expect.stringContaining(join(run, 'checkpoints', 'step-000000')),
    })
    expect(checkpointsOf(run).at(-1)).toBe('step-0000004')
    await session(run, { resume: true })
    await expectAsWhole(run)
  })
})

describe('a run is refused', () => {
  it('in the folder of another one, which stays as it is', async () => {
    const before = [metricsOf(whole.run), checkpointsOf(whole.run)]
    const error = await refusal(session(whole.run))
    expect([error.kind, error.message]).toEqual(['usage', `${whole.run} has a run already.`])
    expect(error.hint).toContain('--resume')
    expect([metricsOf(whole.run), checkpointsOf(whole.run)]).toEqual(before)
  })

  it('when it is to be resumed where there is none', async () => {
    const run = newRun()
    const error = await refusal(session(run, { resume: true }))
    expect([error.kind, error.message]).toEqual(['usage', `${run} has no run to resume.`])
  })

  it.each([
    ['learningRate', { learningRate: 1e-3 }, '0.002', '0.001'],
    ['updates', { updates: 20 }, '12', '20'],
    ['loss', { loss: { rec: 1250, kl: 2 } }, '{"rec":1250,"kl":1}', '{"rec":1250,"kl":2}'],
    ['seed', { seed: 6 }, '5', '6'],
  ])('when it is to be resumed with another %s, naming both values', async (name, other, was, wanted) => {
    const error = await refusal(session(whole.run, { resume: true, settings: { ...settings, ...other } }))
    expect(error.kind).toBe('usage')
    expect(error.message).toBe(`The run was started with ${name} ${was}; it cannot continue with ${wanted}.`)
  })

  it('when it is to be resumed with other sizes, naming the field and both values', async () => {
    const config = { ...tinyConfig, encoder: { blocks: 1, units: 9 } }
    const error = await refusal(session(whole.run, { resume: true, config }))
    expect(error.kind).toBe('checkpoint')
    expect(error.message).toContain('encoder.units is 8, expected 9')
  })

  it('when it is to be resumed with another number of pictures, naming both', async () => {
    const train = { ...pictures.train, count: 21 }
    const error = await refusal(session(whole.run, { resume: true, train }))
    expect(error.message).toContain('22 pictures in batches of 8, not 21 in 8')
  })

  it('when it is to be resumed from a checkpoint that was saved for use', async () => {
    const run = newRun()
    const { manifest, tensors } = await readCheckpoint(whole.run)
    const { training: _, weights: __, format: ___, version: ____, created: _____, ...parts } = manifest
    await writeCheckpoint(run, { ...parts, tensors })
    const error = await refusal(session(run, { resume: true }))
    expect(error.kind).toBe('checkpoint')
    expect(error.message).toContain('saved for use, not for resuming')
  })
})

describe('a run that trains on patches first', () => {
  const levels = { ...settings, patchUpdates: 2, updates: 2 }
  /** The encoder takes pictures, and so patches, of 14 px or more. */
  const config = { ...tinyConfig, patch: 14 }

  let undisturbed: Session & { run: string }
  beforeAll(async () => {
    const run = newRun()
    undisturbed = { run, ...(await session(run, { config, settings: levels })) }
  })

  it('starts from what it learnt there, and finishes', async () => {
    expect(undisturbed.result.finished).toBe(true)
    const without = await session(newRun(), { config, settings: { ...levels, patchUpdates: 0 } })
    expect(undisturbed.progress[1].loss).not.toBe(without.progress[1].loss)
  })

  it('and is stopped there does so from the start again, and ends as if nothing had happened', async () => {
    const run = newRun()
    // It is asked before every step: it stops after the first of the two on patches.
    let asked = 0
    const signal = {
      get aborted() {
        return ++asked > 1
      },
    } as AbortSignal
    const { result } = await session(run, { config, settings: levels, signal })
    expect(result).toMatchObject({ step: 0, finished: false })
    const resumed = await session(run, { config, settings: levels, resume: true })
    expect(resumed.progress.map(figuresOf)).toEqual(undisturbed.progress.map(figuresOf))
    expect(metricsOf(run)).toBe(metricsOf(undisturbed.run))
  })

  it('and is stopped later does not do so again', async () => {
    const run = newRun()
    const before = await stopped(run, 1, { config, settings: levels })
    const after = await session(run, { config, settings: levels, resume: true })
    const figures = [...before.progress, ...after.progress].map(figuresOf)
    expect(figures).toEqual(undisturbed.progress.map(figuresOf))
  })
})
