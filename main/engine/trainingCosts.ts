import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { FolderStore } from '../../model/checkpoint/folderStore.ts'
import { glyphs } from '../../model/data/glyphs/glyphs.ts'
import { makeFolder } from '../../model/durable.ts'
import type { RnpConfig } from '../../model/rnp/config.ts'
import { evaluate } from '../../model/training/evaluate.ts'
import { MEASURED_PICTURES } from '../../model/training/schedule.ts'
import { defaultSettings } from '../../model/training/settings.ts'
import { Trainer } from '../../model/training/trainer.ts'
import { Sequencer } from '../base/limiter.ts'
import type { Jobs } from '../processes/protocol.ts'
import type { EngineJobs, TrainingCosts } from './engineJobs.ts'
import { yieldUnlessAborted } from './yieldUnlessAborted.ts'

/** Total duration of the measured steps; at least two are measured. */
const MIN_DURATION_MS = 1000
/** Pictures of the measured evaluation: one batch. */
const EVALUATED_PICTURES = 64

/** Prefix of folders for measured checkpoints; mkdtemp appends to it. */
const FOLDER_PREFIX = 'measured-'

/** Makes the job that measures trainings. Jobs run one at a time, because two would slow each other. */
export function createCosts(): Jobs<EngineJobs>['measure'] {
  const sequencer = new Sequencer()
  return (input, { signal }) => sequencer.queue(() => measureCosts(input, signal))
}

/** Measures the parts of a training by doing each as a run does, beside whatever else the machine is doing. */
async function measureCosts(
  { config, batch, folder }: EngineJobs['measure']['input'],
  signal: AbortSignal,
): Promise<TrainingCosts> {
  await yieldUnlessAborted(signal)
  const count = Math.max(batch, EVALUATED_PICTURES)
  const pictures = glyphs({ count, seed: 0, side: config.side, split: 'train' })
  const started = performance.now()
  const trainer = new Trainer(config, { ...defaultSettings, batch }, pictures)
  try {
    await trainer.update()
    const untilFirst = performance.now() - started
    const step = await medianOf(MIN_DURATION_MS, () => trainer.update(), signal)
    // Pictures of a library have no true parts to compare with.
    const { truth: _, ...heldOut } = pictures
    const measure = () => evaluate(trainer.average, heldOut, EVALUATED_PICTURES)
    await measure()
    const batchOf = await medianOf(0, measure, signal)
    await yieldUnlessAborted(signal)
    const checkpoint = await timeCheckpoint(config, trainer, folder)
    return {
      start: Math.max(0, untilFirst - step),
      step,
      evaluation: (batchOf * MEASURED_PICTURES) / EVALUATED_PICTURES,
      checkpoint,
    }
  } finally {
    trainer.dispose()
  }
}

/** Median time of repeated runs, ms: at least two, and at least `duration` ms in all. */
async function medianOf(duration: number, run: () => Promise<unknown>, signal: AbortSignal): Promise<number> {
  const times: number[] = []
  for (let spent = 0; spent < duration || times.length < 2; ) {
    await yieldUnlessAborted(signal)
    const start = performance.now()
    await run()
    times.push(performance.now() - start)
    spent += times[times.length - 1]
  }
  return times.sort((a, b) => a - b)[times.length >> 1]
}

async function timeCheckpoint(config: RnpConfig, trainer: Trainer, runs: string): Promise<number> {
  makeFolder(runs)
  await removeLeftovers(runs)
  const folder = await mkdtemp(join(runs, FOLDER_PREFIX))
  try {
    const start = performance.now()
    const tensors = await trainer.tensors()
    await new FolderStore(folder).save({ config, step: trainer.step, metrics: {}, data: 'nothing', tensors })
    return performance.now() - start
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Removes what an engine that died during a measurement has left behind. */
async function removeLeftovers(runs: string): Promise<void> {
  for (const name of await readdir(runs)) {
    if (name.startsWith(FOLDER_PREFIX)) await rm(join(runs, name), { recursive: true, force: true })
  }
}
