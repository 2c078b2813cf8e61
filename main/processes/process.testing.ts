// The process that the tests of supervision start. Its arguments, and the names of its jobs, say what it does.
import { writeFileSync } from 'node:fs'
import { RnpError } from '../../model/errors.ts'
import type { Jobs } from './protocol.ts'
import { serveJobs } from './serveJobs.ts'

export type TestJobs = {
  echo: { input: unknown; progress: undefined; result: unknown }
  /** Counts up until it is cancelled, then rejects, or resolves with 'saved' if it is asked to. */
  count: { input: { save: boolean }; progress: number; result: string }
  /** Computes for some milliseconds without letting anything else happen; progress before and after. */
  block: { input: number; progress: string; result: undefined }
  /** Adds up its pieces; a negative one is refused. */
  sum: { input: undefined; piece: number; progress: number; result: number }
  refuse: { input: undefined; progress: undefined; result: undefined }
  /** Writes to a file. */
  write: { input: string; progress: undefined; result: undefined }
  fail: { input: undefined; progress: undefined; result: undefined }
  uncloneable: { input: undefined; progress: undefined; result: unknown }
  exit: { input: { code: number; says: string }; progress: undefined; result: undefined }
}

const jobs: Jobs<TestJobs> = {
  echo: async (input) => input,
  async count({ save }, { signal, progress }) {
    for (let i = 0; !signal.aborted; i++) {
      progress(i)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    if (save) return 'saved'
    throw signal.reason
  },
  async block(milliseconds, { progress }) {
    progress('begins')
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
    progress('ends')
    return undefined
  },
  async sum(_, { pieces, progress }) {
    let sum = 0
    for await (const piece of pieces) {
      if (piece < 0) throw new RnpError('data/invalid', `${piece} is negative.`, 'Choose another one.')
      sum += piece
      progress(sum)
    }
    return sum
  },
  async refuse() {
    throw new RnpError('data/empty', 'The picture a.png is empty.', 'Choose another one.')
  },
  async write(file) {
    writeFileSync(file, 'x')
    return undefined
  },
  async fail() {
    throw new TypeError('x is not a function')
  },
  uncloneable: async () => () => 1,
  async exit({ code, says }) {
    process.stderr.write(`${says}\n`, () => process.exit(code))
    return new Promise(() => {})
  },
}

if (process.argv[2] === 'hang') setInterval(() => {}, 1000)
else if (process.argv[2] === 'crash') throw new Error('no such library')
else serveJobs(jobs)
