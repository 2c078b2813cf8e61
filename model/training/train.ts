import { assertSameConfig } from '../checkpoint/manifest.ts'
import type { RunStore } from '../checkpoint/runStore.ts'
import type { ImageSet } from '../data/imageSet.ts'
import { RnpError } from '../errors.ts'
import type { RnpConfig } from '../rnp/config.ts'
import type { SavedTensor } from '../rnp/parameters.ts'
import type { Rnp } from '../rnp/rnp.ts'
import { type Evaluation, evaluate } from './evaluate.ts'
import { Pace } from './pace.ts'
import { trainOnPatches } from './patches.ts'
import { isDue, isRecorded, MEASURED_PICTURES } from './schedule.ts'
import { completeSettings, settingEntries, type TrainingSettings } from './settings.ts'
import { type StepFigures, Trainer, type TrainerState } from './trainer.ts'

/** What a running training reports, once before its first step and after every step. */
export interface Progress extends Partial<Omit<StepFigures, 'step'>> {
  /** Steps taken. Before the first there are no figures of a step, only the evaluation. */
  readonly step: number
  /** How many steps the run has in all. */
  readonly updates: number
  /** Absent until the rate is steady. */
  readonly imagesPerSecond?: number
  readonly etaSeconds?: number
  /** Steps dropped because their loss or gradient was not finite. */
  readonly dropped: number
  /** The averaged model on held-out pictures: before the first step, on the steps it was evaluated, after the last. */
  readonly evaluation?: Evaluation
  /** Whether the run's store has a line of it. */
  readonly recorded: boolean
}

export interface TrainingOptions {
  readonly config: RnpConfig
  readonly settings: TrainingSettings
  readonly train: ImageSet
  /** How the pictures were read, plain JSON: kept so that a resumed run reads the same. */
  readonly source?: unknown
  /** Held-out pictures. */
  readonly test: ImageSet
  /** Where the run is kept; closed at the end. */
  readonly store: RunStore
  /** Trained weights to start from instead of random ones; a resumed run has its own. */
  readonly from?: ReadonlyMap<string, SavedTensor>
  /** Continues from the store's latest checkpoint. */
  readonly resume?: boolean
  /** Stops after the step in progress, with a checkpoint. */
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: Progress) => void
  /** Called for every checkpoint once it is saved; it may be the new best one. */
  readonly onSaved?: (step: number) => void
  /** Called with the averaged model before the first step and after every step, to draw what it has learnt. */
  readonly onModel?: (model: Rnp, step: number) => Promise<void>
}

export interface TrainingResult {
  readonly step: number
  /** False when the signal stopped it. */
  readonly finished: boolean
  /** Where the last checkpoint is. */
  readonly checkpoint: string
  readonly dropped: number
  /** The last evaluation. */
  readonly evaluation?: Evaluation
  /** The best checkpoint. Its step is 0 if no evaluation was better than the trained weights that the run started from. */
  readonly best?: Best
}

/** A checkpoint's step and its evaluation. */
export interface Best {
  readonly step: number
  readonly mse: number
}

/**
 * Trains a model and keeps its checkpoints and figures in a store. A resumed run continues exactly: on one thread its
 * losses are those of the uninterrupted run, bit for bit.
 *
 * @throws RnpError 'usage' for a store that has a run already (or has none, when resuming) and where a resumed run's
 *   settings differ; 'checkpoint' where its sizes differ or a checkpoint cannot be read or written; 'training' when the
 *   loss diverges or figures cannot be written
 */
export async function train(options: TrainingOptions): Promise<TrainingResult> {
  const { config, settings, store, signal } = options
  checkRun(store, options.resume ?? false)
  const trainer = new Trainer(config, settings, options.train)
  const pace = new Pace(settings)
  try {
    let evaluated: Evaluation | undefined // at the present step
    let evaluation: Evaluation | undefined // the last one
    let best: Best | undefined
    const measure = () =>
      pace.of('evaluation', () => evaluate(trainer.average, options.test, MEASURED_PICTURES))
    const isBest = ({ mse }: Evaluation) => !best || mse < best.mse
    const save = (kept: Evaluation | undefined) =>
      pace.of('checkpoint', async () => {
        if (kept && isBest(kept)) best = { step: trainer.step, mse: kept.mse }
        const path = await saveRun(trainer, options, kept)
        options.onSaved?.(trainer.step)
        return { step: trainer.step, path }
      })
    const report = (figures: Partial<StepFigures>, recorded: boolean) => {
      const line = { ...figures, step: trainer.step, dropped: trainer.dropped, evaluation: evaluated }
      if (recorded) store.record(line)
      const { updates } = settings
      options.onProgress?.({ ...line, updates, recorded, ...pace.at(trainer.step) })
    }

    let saved: { step: number; path: string } | undefined
    if (options.resume) {
      saved = await restore(trainer, options)
      best = await keptBest(store)
      // The evaluation before the first step is done again.
      store.cutAfter(trainer.step > 0 ? trainer.step : -1, trainer.dropped)
    } else if (options.from) trainer.startFrom(options.from)
    if (trainer.step === 0) evaluated = await measure()
    // This comes before any line of figures, so that the run can be resumed whatever ends it, and a full disk is noticed
    // now, not hours later. Random weights are never the best of a run; trained ones are until it finds better ones.
    saved ??= await save(options.from && finite(evaluated))
    if (trainer.step === 0) report({}, true)
    // This depends on nothing but the settings and the pictures, so where it was interrupted it is simply done again.
    if (trainer.step === 0 && settings.patchUpdates > 0) {
      await trainOnPatches(trainer.model, options.train, settings, signal)
    }

    await options.onModel?.(trainer.average, trainer.step)
    while (trainer.step < settings.updates && !signal?.aborted) {
      const before = trainer.step
      const figures = await pace.of('step', () => trainer.update())
      const { step } = figures
      const due = (every: number) => step > before && isDue(every, step, settings)
      evaluated = due(settings.evaluateEvery) ? await measure() : undefined
      evaluation = evaluated ?? evaluation
      report(figures, isRecorded(step, settings) || evaluated !== undefined || step === before)
      if (step > before) await options.onModel?.(trainer.average, step)
      const measured = finite(evaluated)
      if (due(settings.checkpointEvery) || (measured && isBest(measured))) saved = await save(measured)
      await yieldToEvents()
    }
    if (saved.step < trainer.step) saved = await save(finite(evaluated))
    return {
      step: trainer.step,
      finished: trainer.step >= settings.updates,
      checkpoint: saved.path,
      dropped: trainer.dropped,
      evaluation,
      best,
    }
  } finally {
    store.close()
    trainer.dispose()
  }
}

/**
 * The evaluation if all its figures are finite. A checkpoint cannot hold others, and they are no reason to end a run:
 * whether it diverges is decided by its steps.
 */
function finite(evaluation: Evaluation | undefined): Evaluation | undefined {
  if (!evaluation) return undefined
  const { mse, partMse, kl } = evaluation
  return [mse, partMse, kl].every(Number.isFinite) ? evaluation : undefined
}

/** Lets timers, signals and messages run between two steps. */
const yieldToEvents = () => new Promise((resolve) => setImmediate(resolve))

/** @throws RnpError 'usage' where the store has a run already, or has none when resuming */
export function checkRun(store: RunStore, resume: boolean): void {
  const hasRun = store.hasRun()
  if (resume && !hasRun) {
    throw new RnpError(
      'usage/not-found',
      `${store.name} has no run to resume.`,
      'Name the folder of a run, or leave --resume out.',
    )
  }
  if (!resume && hasRun) {
    throw new RnpError(
      'usage/exists',
      `${store.name} has a run already.`,
      'Continue it with --resume, or choose another folder with --out.',
    )
  }
}

async function saveRun(trainer: Trainer, options: TrainingOptions, evaluation?: Evaluation): Promise<string> {
  const { config, settings, train, store } = options
  return store.save({
    config,
    step: trainer.step,
    training: { settings, trainer: trainer.state(), source: plain(options.source) },
    metrics: { evaluation },
    data: train.name,
    tensors: await trainer.tensors(),
  })
}

/** The value as JSON represents it: without fields that are undefined. */
const plain = (value: unknown) => JSON.parse(JSON.stringify(value ?? null))

/** Sets the trainer to the run's latest checkpoint, and returns that checkpoint's step and path. */
async function restore(trainer: Trainer, options: TrainingOptions): Promise<{ step: number; path: string }> {
  const { manifest, tensors, path } = await options.store.latest()
  assertSameConfig(manifest.config, options.config, path)
  const saved = manifest.training as unknown as SavedTraining | undefined
  if (!saved) {
    throw new RnpError(
      'checkpoint/wrong-state',
      `${path} was saved for use, not for resuming.`,
      'Resume from a checkpoint of the run itself.',
    )
  }
  assertSameSettings(completeSettings(saved.settings), options.settings)
  trainer.restore(tensors, saved.trainer)
  return { step: trainer.step, path }
}

async function keptBest(store: RunStore): Promise<Best | undefined> {
  const { step, metrics } = await store.best()
  return metrics.evaluation && { step, mse: metrics.evaluation.mse }
}

/** What a checkpoint holds for resuming, apart from the tensors. */
export interface SavedTraining {
  readonly settings: TrainingSettings
  readonly trainer: TrainerState
  /** As in TrainingOptions. */
  readonly source?: unknown
}

/** @throws RnpError 'usage/mismatch' where a setting differs that is not free to change */
function assertSameSettings(found: TrainingSettings, wanted: TrainingSettings): void {
  const free = settingEntries.flatMap(([name, setting]): string[] => (setting.free ? [name] : []))
  for (const [name, value] of Object.entries(wanted)) {
    const was = JSON.stringify(found[name as keyof TrainingSettings])
    if (free.includes(name) || was === JSON.stringify(value)) continue
    throw new RnpError(
      'usage/mismatch',
      `The run was started with ${name} ${was}; it cannot continue with ${JSON.stringify(value)}.`,
      'Leave that option out when resuming, or start a new run.',
    )
  }
}
