import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { FolderStore } from '../../model/checkpoint/folderStore.ts'
import { glyphs } from '../../model/data/glyphs/glyphs.ts'
import type { RnpConfig } from '../../model/rnp/config.ts'
import { evaluate } from '../../model/training/evaluate.ts'
import { MEASURED } from '../../model/training/schedule.ts'
import { defaultSettings } from '../../model/training/settings.ts'
import { Trainer } from '../../model/training/trainer.ts'
import { atOnce } from '../base/atOnce.ts'
import type { Jobs } from '../processes/protocol.ts'
import type { EngineJobs, TrainingCosts } from './engineJobs.ts'
import { heed } from './heed.ts'

/** Steps are timed for so many milliseconds, and two at least. */
const MIN_STEPS_MS = 1000
/** Pictures of the evaluation that is timed: one batch. */
const EVALUATED = 64

/** The folders of checkpoints that are written to be timed; mkdtemp adds to it. */
const MEASURED_FOLDER = 'measured-'

/** The job that measures trainings. Such jobs take turns: two at once would slow each other. */
export function createCosts(): Jobs<EngineJobs>['measure'] {
  const inTurn = atOnce(1)
  return (input, { signal }) => inTurn(() => measureCosts(input, signal))
}

/** What the parts of a training take here, by doing each: as a run does it, beside whatever else the machine does. */
async function measureCosts(
  { config, batch, folder }: EngineJobs['measure']['input'],
  signal: AbortSignal,
): Promise<TrainingCosts> {
  await heed(signal)
  const count = Math.max(batch, EVALUATED)
  const pictures = glyphs({ count, seed: 0, side: config.side, split: 'train' })
  const started = performance.now()
  const trainer = new Trainer(config, { ...defaultSettings, batch }, pictures)
  try {
    await trainer.update()
    const untilFirst = performance.now() - started
    const step = await medianOf(MIN_STEPS_MS, () => trainer.update(), signal)
    // Pictures of a library have no true parts to compare with.
    const { truth: _, ...heldOut } = pictures
    const measure = () => evaluate(trainer.average, heldOut, EVALUATED)
    await measure()
    const batchOf = await medianOf(0, measure, signal)
    await heed(signal)
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

/** Median milliseconds of repeated runs: at least two, and at least `least` ms in all. */
async function medianOf(least: number, run: () => Promise<unknown>, signal: AbortSignal): Promise<number> {
  const times: number[] = []
  for (let spent = 0; spent < least || times.length < 2; ) {
    await heed(signal)
    const start = performance.now()
    await run()
    times.push(performance.now() - start)
    spent += times[times.length - 1]
  }
  return times.sort((a, b) => a - b)[times.length >> 1]
}

async function timeCheckpoint(config: RnpConfig, trainer: Trainer, runs: string): Promise<number> {
  await mkdir(runs, { recursive: true })
  await removeLeft(runs)
  const folder = await mkdtemp(join(runs, MEASURED_FOLDER))
  try {
    const start = performance.now()
    const tensors = await trainer.tensors()
    await new FolderStore(folder).save({ config, step: trainer.step, metrics: {}, data: 'nothing', tensors })
    return performance.now() - start
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** What an engine that died has left of its measurement. */
async function removeLeft(runs: string): Promise<void> {
  for (const name of await readdir(runs)) {
    if (name.startsWith(MEASURED_FOLDER)) await rm(join(runs, name), { recursive: true, force: true })
  }
}
