import { execFile } from 'node:child_process'
import { cpus } from 'node:os'
import { promisify } from 'node:util'
import * as tf from '@tensorflow/tfjs-core'
import { type Command, Option } from 'commander'
import { take } from '../../model/data/batches.ts'
import { loadImages } from '../../model/data/load.ts'
import { thetaLayout } from '../../model/ops/thetaLayout.ts'
import { parsePictures } from '../../model/rnp/parser.ts'
import { type PresetName, preset } from '../../model/rnp/presets.ts'
import { Rnp } from '../../model/rnp/rnp.ts'
import { defaultSettings } from '../../model/training/settings.ts'
import { Trainer } from '../../model/training/trainer.ts'
import { addEngineOptions, describeEngine, type EngineOptions, withEngine } from './engine.ts'
import { numberFrom } from './options.ts'
import { print, say } from './output.ts'

const BATCH = 64
/** Programs in a batch of two-level pictures: the picture's own and its four parts'. */
const PROGRAMS = 5 * BATCH

/** Prepares a case: what is to be timed, which is synchronous on our backends, and its arithmetic if that is of interest. */
type Case = () => Promise<{ once: () => void; flop?: number }>

const cases: Record<string, Case> = {
  theta: async () => {
    const { hidden } = preset('mnist-compact')
    const { size } = thetaLayout(preset('mnist-compact'))
    const h = tf.randomNormal([PROGRAMS, hidden])
    const heads = tf.randomNormal([hidden, size])
    return { once: () => tf.matMul(h, heads).dispose(), flop: 2 * PROGRAMS * hidden * size }
  },
  'parse-1-mnist-compact': () => parsing('mnist-compact', 1),
  'parse-64-mnist-compact': () => parsing('mnist-compact', BATCH),
  'parse-1-mnist': () => parsing('mnist', 1),
  'parse-64-mnist': () => parsing('mnist', BATCH),
  'train-mnist-compact': () => training('mnist-compact'),
  'train-mnist': () => training('mnist'),
}

async function parsing(name: PresetName, count: number) {
  const config = preset(name)
  const model = new Rnp(config, 0)
  const set = await loadImages('glyphs', { side: config.side, split: 'test', count })
  const images = take(set, [...Array(count).keys()])
  return { once: () => parsePictures(model, images, count) }
}

async function training(name: PresetName) {
  const config = preset(name)
  const pictures = await loadImages('glyphs', { side: config.side, split: 'train', count: 10 * BATCH })
  const trainer = new Trainer(config, { ...defaultSettings, batch: BATCH }, pictures)
  return { once: () => trainer.update() }
}

/** Runs that do not count, and fewest that do. */
const WARM_UP = 3
const LEAST = 5

interface Options extends EngineOptions {
  readonly case: readonly string[]
  readonly seconds: number
  readonly json?: boolean
}

/** `rnp bench`: how fast this machine trains and parses. */
export function addBench(program: Command): void {
  const names = Object.keys(cases)
  const command = program
    .command('bench')
    .description('measure training, parsing and the largest matrix product (medians)')
    .addOption(new Option('--case <names...>', 'only these').choices(names).default(names, 'all'))
    .option('--seconds <x>', 'measure each case at least so long', numberFrom(0), 5)
    .option('--json', 'one JSON object per case and line')
  addEngineOptions(command).action(run)
}

async function run(options: Options): Promise<void> {
  const { case: names, json } = options
  if (!json) say(`${cpus()[0]?.model}, ${cpus().length} threads; Node ${process.versions.node}`)
  for (const name of names) {
    // Several are measured in a process each: peak memory is a process's, and no case warms another's code up.
    const result = names.length === 1 ? await measure(name, options) : await measureApart(name, options)
    print(json ? JSON.stringify(result) : inWords(result))
  }
}

interface Result {
  readonly case: string
  /** Median. */
  readonly milliseconds: number
  readonly gflops?: number
  readonly repeats: number
  readonly backend: string
  readonly threads: number
  /** Whether the kernels run on 256-bit vectors. */
  readonly wide: boolean
  /** Most memory the process held, MB. */
  readonly peakMemory: number
}

function measure(name: string, options: Options): Promise<Result> {
  return withEngine(options, async ({ backend, threads, wide }) => {
    const { once, flop } = await cases[name]()
    for (let i = 0; i < WARM_UP; i++) once()
    const times: number[] = []
    const start = performance.now()
    while (times.length < LEAST || performance.now() - start < options.seconds * 1000) {
      const begin = performance.now()
      once()
      times.push(performance.now() - begin)
    }
    const milliseconds = times.sort((a, b) => a - b)[times.length >> 1]
    const gflops = flop && flop / milliseconds / 1e6
    const peakMemory = Math.round(process.resourceUsage().maxRSS / 1024)
    return { case: name, milliseconds, gflops, repeats: times.length, backend, threads, wide, peakMemory }
  })
}

async function measureApart(name: string, { seconds, backend, threads }: Options): Promise<Result> {
  const args = ['bench', '--case', name, '--json', '--seconds', String(seconds), '--backend', backend]
  if (threads) args.push('--threads', String(threads))
  const script = process.argv[1]
  const { stdout } = await promisify(execFile)(process.execPath, [...process.execArgv, script, ...args])
  return JSON.parse(stdout)
}

function inWords({ case: name, milliseconds, gflops, peakMemory, ...engine }: Result): string {
  const columns = [
    name.padEnd(24),
    `${milliseconds.toFixed(1)} ms`.padStart(12),
    (gflops ? `${gflops.toFixed(0)} GFLOPS` : '').padStart(12),
    `${peakMemory} MB`.padStart(10),
    `  ${describeEngine(engine)}`,
  ]
  return columns.join('')
}
