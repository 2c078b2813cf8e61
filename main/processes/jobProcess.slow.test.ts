import { existsSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { afterEach, expect, test, vi } from 'vitest'
import { RnpError } from '../../model/errors.ts'
import { forkNode } from './fork.ts'
import {
  createJobProcess,
  type ProcessOptions,
  type ProcessState,
  type SupervisedProcess,
} from './jobProcess.ts'
import type { TestJobs } from './process.testing.ts'
import { ProcessDied } from './processDied.ts'

const started: SupervisedProcess<TestJobs>[] = []
afterEach(async () => {
  await Promise.all(started.splice(0).map((process) => process.stop()))
})

function create(options: Partial<ProcessOptions> = {}): SupervisedProcess<TestJobs> {
  const process = createJobProcess<TestJobs>({
    spawn: forkNode,
    script: new URL('process.testing.ts', import.meta.url),
    name: 'The test process',
    grace: 2000,
    ...options,
  })
  started.push(process)
  return process
}

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array) =>
  Buffer.from(buffer, byteOffset, byteLength)

/** However busy the machine is. */
const until = (check: () => boolean) => vi.waitUntil(check, { timeout: 20_000 })

async function caught(promise: Promise<unknown>): Promise<RnpError> {
  const error = await promise.then(
    () => undefined,
    (error) => error,
  )
  expect(error).toBeInstanceOf(RnpError)
  return error
}

test('a process is started at its first job, and gives its result', async () => {
  const process = create()
  expect(process.state()).toMatchObject({ state: 'off', restarts: 0 })
  expect(await process.run('echo', { a: [1, undefined, 2n] })).toEqual({ a: [1, undefined, 2n] })
  expect(process.state()).toMatchObject({ state: 'ready', pid: expect.any(Number) })
})

test('large typed arrays cross as they are', async () => {
  const sent = Float32Array.from({ length: 3_000_000 }, (_, i) => i / 7)
  const got = await create().run('echo', { weights: sent })
  const { weights } = got as { weights: Float32Array }
  expect(weights).toBeInstanceOf(Float32Array)
  expect(Buffer.compare(bytesOf(weights), bytesOf(sent))).toBe(0)
})

test('progress comes in order, before the result', async () => {
  const seen: string[] = []
  await create()
    .run('block', 1, { onProgress: (text) => seen.push(text) })
    .then(() => seen.push('result'))
  expect(seen).toEqual(['begins', 'ends', 'result'])
})

test('a cancelled job rejects with the reason of its signal, and the process lives on', async () => {
  const process = create()
  const stop = new AbortController()
  const job = process.run(
    'count',
    { save: false },
    { signal: stop.signal, onProgress: () => stop.abort('enough') },
  )
  await expect(job).rejects.toBe('enough')
  expect(await process.run('echo', 1)).toBe(1)
})

test('a job that ends well although it was cancelled gives its result', async () => {
  const stop = new AbortController()
  const job = create().run('count', { save: true }, { signal: stop.signal, onProgress: () => stop.abort() })
  expect(await job).toBe('saved')
})

test('errors that a person can act on keep their code and hint; others keep their message', async () => {
  const process = create()
  expect(await caught(process.run('refuse', undefined))).toMatchObject({
    code: 'data/empty',
    message: 'The picture a.png is empty.',
    hint: 'Choose another one.',
  })
  const defect = await process.run('fail', undefined).catch((error) => error)
  expect(defect).toMatchObject({ message: 'x is not a function' })
  expect(defect).not.toBeInstanceOf(RnpError)
})

test.runIf(existsSync('/dev/full'))(
  'a full disk that a process meets is reported as one in the app',
  async () => {
    // /dev/full answers every write with ENOSPC.
    const error = await caught(create().run('write', '/dev/full'))
    expect(error).toMatchObject({ code: 'data/disk-full', message: expect.stringContaining('disk is full') })
  },
)

test('a result that cannot cross rejects its job alone', async () => {
  const process = create()
  await expect(process.run('uncloneable', undefined)).rejects.toThrow(/could not be cloned/)
  await expect(process.run('echo', () => 1)).rejects.toThrow(/could not be cloned/)
  expect(await process.run('echo', 1)).toBe(1)
  expect(process.state().state).toBe('ready')
})

test('a process killed in the middle of its jobs rejects them all, and the next job restarts it', async () => {
  const states: ProcessState[] = []
  const job = create({ onState: (state) => states.push(state) })
  const running = Promise.all([1, 2].map(() => caught(job.run('count', { save: false }))))
  await until(() => job.state().state === 'busy')
  process.kill(job.state().pid!, 'SIGKILL')
  for (const error of await running) {
    expect(error).toBeInstanceOf(ProcessDied)
    expect(error).toMatchObject({
      kind: 'engine',
      message: 'The test process ended unexpectedly: SIGKILL.',
      wasStopped: false,
      jobs: 2,
    })
  }
  expect(job.state()).toMatchObject({ state: 'failed', fault: 'It ended unexpectedly: SIGKILL.' })
  expect(await job.run('echo', 1)).toBe(1)
  expect(job.state()).toMatchObject({ state: 'ready', restarts: 1 })
  expect(states.map(({ state }) => state)).toEqual(
    expect.arrayContaining(['starting', 'ready', 'busy', 'failed']),
  )
})

test('a process that ends by itself is quoted with its exit code and last line', async () => {
  const error = await caught(create().run('exit', { code: 7, says: 'out of memory' }))
  expect(error.message).toBe('The test process ended unexpectedly: exit code 7 (out of memory).')
})

test('a process that is to be kept is started again at once', async () => {
  const job = create({ keep: true })
  await job.start()
  const { pid } = job.state()
  process.kill(pid!, 'SIGKILL')
  await until(() => job.state().state === 'ready' && job.state().pid !== pid)
  expect(job.state().restarts).toBe(1)
})

test('a process that dies after every restart is left alone until it is asked for', async () => {
  const job = create({ keep: true })
  for (let died = 0; died < 4; died++) {
    await job.start()
    const { pid } = job.state()
    process.kill(pid!, 'SIGKILL')
    // The next one may be ready before anybody has looked.
    await until(() => job.state().pid !== pid)
  }
  expect(job.state().state).toBe('failed')
  await job.restart()
  expect(job.state().state).toBe('ready')
})

test('a job that comes during a restart by hand is done by the new process', async () => {
  const job = create()
  const ended = job.run('count', { save: false }).catch((error) => error)
  await until(() => job.state().state === 'busy')
  const { pid } = job.state()
  const restarted = job.restart()
  expect(await job.run('echo', 1)).toBe(1)
  await restarted
  expect(job.state().pid).not.toBe(pid)
  expect(await ended).toBeInstanceOf(ProcessDied)
  expect(await ended).toMatchObject({ message: 'The test process was stopped.', wasStopped: true })
})

test('a process that does not serve jobs in time is killed, and its error says so', async () => {
  const job = create({ args: ['hang'], startTimeout: 700 })
  const error = await caught(job.start())
  expect(error.message).toBe('The test process does not start: it was not ready after 0.7 s.')
  expect(error).not.toBeInstanceOf(ProcessDied)
  expect(job.state()).toMatchObject({ state: 'failed' })
})

test('a process that crashes at its start is quoted', async () => {
  const error = await caught(create({ args: ['crash'], keep: true }).run('echo', 1))
  expect(error).toMatchObject({
    kind: 'engine',
    message: expect.stringMatching(/does not start: exit code 1/),
  })
})

test('stopping lets jobs end well, and the process is gone then', async () => {
  const job = create()
  const saved = job.run('count', { save: true })
  await until(() => job.state().state === 'busy')
  const pid = job.state().pid!
  await job.stop()
  expect(await saved).toBe('saved')
  expect(isAlive(pid)).toBe(false)
  expect(job.state()).toMatchObject({ state: 'off', fault: undefined })
})

test('stopping kills what does not end in its grace', async () => {
  const job = create({ grace: 200 })
  const begun = Promise.withResolvers<unknown>()
  const blocked = job.run('block', 60_000, { onProgress: begun.resolve }).catch((error) => error)
  await begun.promise
  const pid = job.state().pid!
  await job.stop()
  expect(await blocked).toMatchObject({ name: 'ProcessDied', wasStopped: true, jobs: 1 })
  expect(isAlive(pid)).toBe(false)
})

test('one that hangs at its start is stopped at once', async () => {
  const job = create({ args: ['hang'], grace: 60_000 })
  const starting = job.start().catch((error) => error)
  await until(() => job.state().pid !== undefined)
  await job.stop()
  expect(await starting).toMatchObject({ name: 'ProcessDied', wasStopped: true, jobs: 0 })
  expect(job.state()).toMatchObject({ state: 'off' })
})

test('closing rejects its jobs and any that come later, with no error after which they are tried again', async () => {
  const job = create({ grace: 200 })
  const begun = Promise.withResolvers<unknown>()
  const blocked = job.run('block', 60_000, { onProgress: begun.resolve }).catch((error) => error)
  await begun.promise
  const closing = job.close()
  const later = await caught(job.run('echo', 1))
  await closing
  for (const error of [later, await blocked, await caught(job.run('echo', 1)), await caught(job.restart())]) {
    expect(error).toMatchObject({
      name: 'RnpError',
      code: 'engine/interrupted',
      message: expect.stringMatching(/closes/),
    })
  }
  expect(job.state()).toMatchObject({ state: 'off', restarts: 0 })
})

test('it reports how much memory it takes', async () => {
  const job = create()
  await job.run('echo', 1)
  await until(() => job.state().memory !== undefined)
  expect(job.state().memory).toBeGreaterThan(10 * 2 ** 20)
})

test('a job whose progress cannot be processed rejects with the reason, and the process serves the next', async () => {
  const process = create()
  const full = new Error('disk full')
  const onProgress = () => {
    throw full
  }
  await expect(process.run('count', { save: false }, { onProgress })).rejects.toBe(full)
  expect(await process.run('echo', 1)).toBe(1)
  expect(process.state()).toMatchObject({ state: 'ready', restarts: 0 })
})

/** Numbers, and how many of them were taken. */
function counting(until: number, fail?: Error) {
  const seen = { taken: 0, closed: false }
  async function* numbers() {
    try {
      for (let i = 1; i <= until; i++) {
        seen.taken++
        yield i
        await setImmediate()
      }
      if (fail) throw fail
    } finally {
      seen.closed = true
    }
  }
  return { seen, pieces: numbers() }
}

test('a job receives its input piece by piece', async () => {
  const sums: number[] = []
  const { pieces } = counting(4)
  const onProgress = (sum: number) => sums.push(sum)
  expect(await create().run('sum', undefined, { pieces, onProgress })).toBe(10)
  expect(sums).toEqual([1, 3, 6, 10])
})

test('where its pieces end in an error the job is cancelled, and rejects with that', async () => {
  const process = create()
  const gone = new Error('the file is gone')
  await expect(process.run('sum', undefined, { pieces: counting(3, gone).pieces })).rejects.toBe(gone)
  expect(await process.run('echo', 1)).toBe(1)
})

test('no more pieces are taken for a job that has ended: refused, cancelled, or its process killed', async () => {
  const process = create()
  async function* refused() {
    yield -1
    for (;;) {
      await setImmediate()
      yield 1
    }
  }
  await expect(process.run('sum', undefined, { pieces: refused() })).rejects.toThrow('-1 is negative.')

  const stop = new AbortController()
  const cancelled = counting(Number.POSITIVE_INFINITY)
  const onProgress = () => stop.abort('enough')
  const { signal } = stop
  await expect(process.run('sum', undefined, { pieces: cancelled.pieces, signal, onProgress })).rejects.toBe(
    'enough',
  )
  await until(() => cancelled.seen.closed)

  const killed = counting(Number.POSITIVE_INFINITY)
  const kill = () => void globalThis.process.kill(process.state().pid!, 'SIGKILL')
  const { pieces } = killed
  await expect(process.run('sum', undefined, { pieces, onProgress: kill })).rejects.toBeInstanceOf(
    ProcessDied,
  )
  await until(() => killed.seen.closed)
  expect(await process.run('echo', 1)).toBe(1)
})
