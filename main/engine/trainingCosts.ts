import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { writeCheckpoint } from '../../model/checkpoint/store.ts'
import { glyphs } from '../../model/data/glyphs/glyphs.ts'
import type { RnpConfig } from '../../model/rnp/config.ts'
import { evaluate } from '../../model/training/evaluate.ts'
import { MEASURED } from '../../model/training/schedule.ts'
import { defaultSettings } from '../../model/training/settings.ts'
import { Trainer } from '../../model/training/trainer.ts'
import packageJson from '../../package.json' with { type: 'json' }
import type { EngineJobs, TrainingCosts } from './engineJobs.ts'

/** Milliseconds of steps, two at least. */
const LEAST = 1000
/** Pictures of an evaluation that is timed, once at full speed: one batch. */
const EVALUATED = 64

/** What the parts of a training take here, by doing each: as a run does it, beside whatever else the machine does. */
export async function measureCosts({
  config,
  batch,
  folder,
}: EngineJobs['measure']['input']): Promise<TrainingCosts> {
  const count = Math.max(batch, EVALUATED)
  const pictures = glyphs({ count, seed: 0, side: config.side, split: 'train' })
  const started = performance.now()
  const trainer = new Trainer(config, { ...defaultSettings, batch }, pictures)
  try {
    trainer.update()
    const untilFirst = performance.now() - started
    const step = medianOf(LEAST, () => trainer.update())
    // Pictures of a library have no true parts to compare with.
    const { truth: _, ...heldOut } = pictures
    evaluate(trainer.average, heldOut, EVALUATED)
    const batchOf = medianOf(0, () => evaluate(trainer.average, heldOut, EVALUATED))
    const checkpoint = await timeCheckpoint(config, trainer, folder)
    return {
      start: Math.max(0, untilFirst - step),
      step,
      evaluation: (batchOf * MEASURED) / EVALUATED,
      checkpoint,
    }
  } finally {
    trainer.dispose()
  }
}

/** Milliseconds of the middle one of at least two runs, of so many ms together. */
function medianOf(least: number, run: () => void): number {
  const times: number[] = []
  for (let spent = 0; spent < least || times.length < 2; ) {
    const start = performance.now()
    run()
    times.push(performance.now() - start)
    spent += times[times.length - 1]
  }
  return times.sort((a, b) => a - b)[times.length >> 1]
}

async function timeCheckpoint(config: RnpConfig, trainer: Trainer, runs: string): Promise<number> {
  await mkdir(runs, { recursive: true })
  const folder = await mkdtemp(join(runs, 'measured-'))
  try {
    const start = performance.now()
    await writeCheckpoint(folder, {
      config,
      step: trainer.step,
      metrics: {},
      data: 'nothing',
      versions: { app: packageJson.version, node: process.version, backend: tf.getBackend() },
      tensors: trainer.tensors(),
    })
    return performance.now() - start
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
