import { existsSync } from 'node:fs'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import packageJson from '../../package.json' with { type: 'json' }
import { assertSameConfig } from '../checkpoint/manifest.ts'
import { hasCheckpoint, pruneCheckpoints, readCheckpoint, writeCheckpoint } from '../checkpoint/store.ts'
import type { ImageSet } from '../data/imageSet.ts'
import { RnpError } from '../errors.ts'
import type { RnpConfig } from '../rnp/config.ts'
import type { SavedTensor } from '../rnp/parameters.ts'
import type { Rnp } from '../rnp/rnp.ts'
import { type Evaluation, evaluate } from './evaluate.ts'
import { METRICS_FILE, Metrics } from './metrics.ts'
import { Pace } from './pace.ts'
import { trainOnPatches } from './patches.ts'
import type { TrainingSettings } from './settings.ts'
import { type StepFigures, Trainer, type TrainerState } from './trainer.ts'

/** Steps between lines of metrics.jsonl. */
const RECORD_EVERY = 10

/** Held-out pictures an evaluation during training looks at. */
const EVALUATED = 1024

/** What a running training reports after every step. */
export interface Progress extends StepFigures {
  /** Steps in all. */
  readonly updates: number
  readonly imagesPerSecond: number
  readonly etaSeconds: number
  /** Steps dropped because their loss or gradient was not finite. */
  readonly dropped: number
  /** The averaged model on held-out pictures, on the steps it was evaluated. */
  readonly evaluation?: Evaluation
}

export interface TrainingOptions {
  readonly config: RnpConfig
  readonly settings: TrainingSettings
  readonly train: ImageSet
  /** How the pictures were read, plain JSON: kept so that a resumed run reads the same. */
  readonly source?: unknown
  /** Held-out pictures. */
  readonly test: ImageSet
  /** The run's folder: metrics.jsonl and checkpoints/. */
  readonly folder: string
  /** Trained weights to start from instead of random ones; a resumed run has its own. */
  readonly from?: ReadonlyMap<string, SavedTensor>
  /** Go on from the folder's latest checkpoint. */
  readonly resume?: boolean
  /** Stops after the step in progress, with a checkpoint. */
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: Progress) => void
  /** Is shown the averaged model before the first step and after every one: to draw what it has learnt. */
  readonly onModel?: (model: Rnp, step: number) => Promise<void>
}

export interface TrainingResult {
  readonly step: number
  /** False when the signal stopped it. */
  readonly finished: boolean
  /** Folder of the last checkpoint. */
  readonly checkpoint: string
  readonly dropped: number
  /** The last evaluation. */
  readonly evaluation?: Evaluation
}

/**
 * Trains a model and keeps its checkpoints and figures in a folder. A resumed run continues exactly: on one thread its
 * losses are those of the uninterrupted run, bit for bit.
 *
 * Throws a usage error for a folder that has a run already (or has none, when resuming), a checkpoint error where a
 * resumed run's sizes or settings differ, a training error when the loss diverges.
 */
export async function train(options: TrainingOptions): Promise<TrainingResult> {
  const { config, settings, folder, signal } = options
  checkFolder(folder, options.resume ?? false)
  const trainer = new Trainer(config, settings, options.train)
  const metrics = new Metrics(folder)
  try {
    let evaluated: Evaluation | undefined // at the present step
    let evaluation: Evaluation | undefined // the last one
    const save = async () => {
      metrics.flush()
      return { step: trainer.step, path: await saveRun(trainer, options, evaluated) }
    }
    let saved: { step: number; path: string }
    if (options.resume) {
      saved = await restore(trainer, options)
      metrics.cutAfter(trainer.step, trainer.dropped)
    } else {
      if (options.from) trainer.startFrom(options.from)
      // Before any line of figures: whatever ends the run, it can be resumed. A full disk shows now, not hours later.
      saved = await save()
    }
    // Depends on nothing but the settings and the pictures: where it was interrupted it is simply done again.
    if (trainer.step === 0 && settings.patchUpdates > 0) {
      await trainOnPatches(trainer.model, options.train, settings, signal)
    }

    await options.onModel?.(trainer.average, trainer.step)
    const pace = new Pace(settings.batch)
    while (trainer.step < settings.updates && !signal?.aborted) {
      const before = trainer.step
      const figures = trainer.update()
      const { step } = figures
      const { dropped } = trainer
      const due = (every: number) => step > before && (step === settings.updates || step % every === 0)
      evaluated = due(settings.evaluateEvery) ? evaluate(trainer.average, options.test, EVALUATED) : undefined
      evaluation = evaluated ?? evaluation
      const report = { ...figures, dropped, evaluation: evaluated }
      if (due(RECORD_EVERY) || evaluated || step === before) metrics.add(report)
      options.onProgress?.({ ...report, updates: settings.updates, ...pace.after(settings.updates - step) })
      if (step > before) await options.onModel?.(trainer.average, step)
      if (due(settings.checkpointEvery)) saved = await save()
      await breathe()
    }
    if (saved.step < trainer.step) saved = await save()
    return {
      step: trainer.step,
      finished: trainer.step >= settings.updates,
      checkpoint: saved.path,
      dropped: trainer.dropped,
      evaluation,
    }
  } finally {
    metrics.close()
    trainer.dispose()
  }
}

/** Lets timers, signals and messages in between two steps. */
const breathe = () => new Promise((resolve) => setImmediate(resolve))

/** Refuses a folder that has a run already, or none when resuming. */
export function checkFolder(folder: string, resume: boolean): void {
  const hasRun = hasCheckpoint(folder) || existsSync(join(folder, METRICS_FILE))
  if (resume && !hasRun) {
    throw new RnpError(
      'usage',
      `${folder} has no run to resume.`,
      'Name the folder of a run, or leave --resume out.',
    )
  }
  if (!resume && hasRun) {
    throw new RnpError(
      'usage',
      `${folder} has a run already.`,
      'Go on with it by --resume, or choose another folder with --out.',
    )
  }
}

async function saveRun(trainer: Trainer, options: TrainingOptions, evaluation?: Evaluation): Promise<string> {
  const { config, settings, train, folder } = options
  const path = await writeCheckpoint(folder, {
    config,
    step: trainer.step,
    training: { settings, trainer: trainer.state(), source: plain(options.source) },
    metrics: { evaluation },
    data: train.name,
    versions: { app: packageJson.version, node: process.version, backend: tf.getBackend() },
    tensors: trainer.tensors(),
  })
  await pruneCheckpoints(folder)
  return path
}

/** As JSON keeps it: without fields that are undefined. */
const plain = (value: unknown) => JSON.parse(JSON.stringify(value ?? null))

/** Sets the trainer to the run's latest checkpoint and gives that checkpoint's step and folder. */
async function restore(trainer: Trainer, options: TrainingOptions): Promise<{ step: number; path: string }> {
  const { manifest, tensors, path } = await readCheckpoint(options.folder, 'latest')
  assertSameConfig(manifest.config, options.config, path)
  const saved = manifest.training as unknown as SavedTraining | undefined
  if (!saved) {
    throw new RnpError(
      'checkpoint',
      `${path} was saved for use, not for resuming.`,
      'Resume from a checkpoint of the run itself.',
    )
  }
  assertSameSettings(saved.settings, options.settings)
  trainer.restore(tensors, saved.trainer)
  return { step: trainer.step, path }
}

/** What a checkpoint keeps for resuming beside the tensors. */
export interface SavedTraining {
  readonly settings: TrainingSettings
  readonly trainer: TrainerState
  /** As in TrainingOptions. */
  readonly source?: unknown
}

/** Steps between looks may change on resuming; whatever changes the numbers may not. */
function assertSameSettings(found: TrainingSettings, wanted: TrainingSettings): void {
  const free: readonly string[] = ['evaluateEvery', 'checkpointEvery']
  for (const [name, value] of Object.entries(wanted)) {
    const was = JSON.stringify(found[name as keyof TrainingSettings])
    if (free.includes(name) || was === JSON.stringify(value)) continue
    throw new RnpError(
      'usage',
      `The run was started with ${name} ${was}; it cannot go on with ${JSON.stringify(value)}.`,
      'Leave that option out when resuming, or start a new run.',
    )
  }
}
