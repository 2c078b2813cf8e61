import * as tf from '@tensorflow/tfjs-core'
import { InvalidArgumentError } from 'commander'
import { take } from '../../../model/data/batches.ts'
import { loadImages } from '../../../model/data/load.ts'
import { thetaLayout } from '../../../model/ops/thetaLayout.ts'
import type { RnpConfig } from '../../../model/rnp/config.ts'
import { parsePictures } from '../../../model/rnp/parser.ts'
import { preset, presets } from '../../../model/rnp/presets.ts'
import { Rnp } from '../../../model/rnp/rnp.ts'
import { defaultSettings } from '../../../model/training/settings.ts'
import { Trainer } from '../../../model/training/trainer.ts'

const BATCH = 64
/** Programs in a batch of two-level pictures: each picture's own and those of its four parts. */
const PROGRAMS = 5 * BATCH

/** Something that can be timed. */
export interface Prepared {
  /** Returns a promise if its end must be awaited. */
  readonly once: () => unknown
  /** Number of its floating-point operations, if known. */
  readonly flop?: number
}

/** The name of a case, and the function that prepares it on the running engine. */
export interface BenchCase {
  readonly name: string
  readonly prepare: () => Promise<Prepared>
}

/** The cases that are measured by default. */
export const usualCases = [
  'matmul-1024',
  'theta',
  'parse-1-mnist-compact',
  'parse-64-mnist-compact',
  'parse-1-mnist',
  'parse-64-mnist',
  'train-mnist-compact',
  'train-mnist',
]

const products: Record<string, () => Prepared> = {
  'matmul-1024': () => product(1024, 1024, 1024),
  theta: () => {
    const config = preset('mnist-compact')
    return product(PROGRAMS, config.hidden, thetaLayout(config).size)
  },
}

const work = { train: training, parse: parsing }
const LONGEST_FIRST = Object.keys(presets).sort((a, b) => b.length - a.length)
const MODEL = new RegExp(`^(train|parse)(?:-(\\d+))?-(${LONGEST_FIRST.join('|')})(?:-(\\d+(?:x\\d+)*))?$`)

/**
 * Returns the case of a name. That is a matrix product, or an action with a batch size (default 64), a preset, and the
 * glimpses of its levels, lowest first (default: the preset's): "parse-1-mnist", "train-mnist-compact-4x4x4".
 *
 * @throws InvalidArgumentError for any other name
 */
export function benchCase(name: string): BenchCase {
  if (Object.hasOwn(products, name)) return { name, prepare: async () => products[name]() }
  const match = MODEL.exec(name)
  const batch = Number(match?.[2] ?? BATCH)
  const glimpses = match?.[4]?.split('x').map(Number)
  if (!match || batch === 0 || glimpses?.includes(0)) {
    throw new InvalidArgumentError(
      `Give ${Object.keys(products).join(', ')}, or train or parse with batch size, preset and glimpses, such as ` +
        'train-mnist, parse-1-mnist-compact, train-mnist-compact-4x4x4.',
    )
  }
  const sizes = preset(match[3])
  const config = { ...sizes, glimpses: glimpses ?? sizes.glimpses }
  return { name, prepare: () => work[match[1] as keyof typeof work](config, batch) }
}

/** [m,k] x [k,n] */
function product(m: number, k: number, n: number): Prepared {
  const [a, b] = [tf.randomNormal([m, k]), tf.randomNormal([k, n])]
  return { once: () => tf.matMul(a, b).dispose(), flop: 2 * m * k * n }
}

async function parsing(config: RnpConfig, count: number): Promise<Prepared> {
  const model = new Rnp(config, 0)
  const set = await loadImages('glyphs', { side: config.side, split: 'test', count })
  const images = take(set, [...Array(count).keys()])
  return { once: () => parsePictures(model, images, count) }
}

async function training(config: RnpConfig, batch: number): Promise<Prepared> {
  const count = Math.max(10 * BATCH, batch)
  const pictures = await loadImages('glyphs', { side: config.side, split: 'train', count })
  const trainer = new Trainer(config, { ...defaultSettings, batch }, pictures)
  return { once: () => trainer.update() }
}
