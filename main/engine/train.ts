import { FolderStore } from '../../model/checkpoint/folderStore.ts'
import type { ImageSet } from '../../model/data/imageSet.ts'
import { RnpError } from '../../model/errors.ts'
import type { Rnp } from '../../model/rnp/rnp.ts'
import { type Progress, train } from '../../model/training/train.ts'
import type { Jobs } from '../processes/protocol.ts'
import { readCanvases } from '../reader/canvases.ts'
import type { PictureRef } from '../reader/pictureRef.ts'
import { addPace, figuresOf } from '../runFolder/figures.ts'
import { type RunPictures, readRunPictures, writeRunPictures } from '../runFolder/pictures.ts'
import type { EngineJobs, TrainingNews } from './engineJobs.ts'
import { isWatched, writePreview } from './previews.ts'
import { readWeights } from './readWeights.ts'

/** Minimum interval between reports of how far a run is, ms. */
const MIN_REPORT_INTERVAL = 200

/** The job that trains a run in its folder, to its end or until the signal stops it, with a checkpoint then. */
export const trainRun: Jobs<EngineJobs>['train'] = async (input, { signal, progress }) => {
  const { folder, config, settings, resume } = input
  const sets = await readSets(input, signal, progress)
  const from = input.from ? (await readWeights(input.from)).weights : undefined
  let reported = 0
  const onProgress = (now: Progress) => {
    const { imagesPerSecond, etaSeconds, step, updates, recorded } = now
    const figures = recorded ? figuresOf(now) : undefined
    if (figures) {
      addPace(folder, now)
      progress({ type: 'figures', figures })
    }
    if (step < updates && performance.now() - reported < MIN_REPORT_INTERVAL) return
    reported = performance.now()
    progress({ type: 'step', step, imagesPerSecond, etaSeconds })
  }
  const onModel = async (model: Rnp, step: number) => {
    if (!isWatched(step, settings.updates)) return
    await writePreview(folder, step, model, sets.test)
    progress({ type: 'preview', step })
  }
  const onSaved = (step: number) => progress({ type: 'saved', step })
  const { step, finished, evaluation, best } = await train({
    config,
    settings,
    ...sets,
    store: new FolderStore(folder),
    from,
    resume,
    signal,
    onProgress,
    onSaved,
    onModel,
  })
  return { step, finished, evaluation, best }
}

async function readSets(
  { folder, config, data, resume }: EngineJobs['train']['input'],
  signal: AbortSignal,
  progress: (news: TrainingNews) => void,
): Promise<{ train: ImageSet; test: ImageSet }> {
  const pictures = await readRunPictures(folder)
  const total = pictures.train.length + pictures.test.length
  const read = async (refs: readonly PictureRef[], before: number) => {
    const onProgress = (done: number) => progress({ type: 'reading', done: before + done, total })
    const { ids, pixels, failed } = await readCanvases(refs, config.side, { signal, onProgress })
    const set: ImageSet = {
      name: data,
      count: ids.length,
      side: config.side,
      pixels,
      sources: Array.from(ids, String),
      skipped: [],
      notes: [],
    }
    return { set, failed }
  }
  const train = await read(pictures.train, 0)
  const test = await read(pictures.test, pictures.train.length)
  const failed = [...train.failed, ...test.failed]
  if (failed.length > 0) {
    if (resume) throw goneMeanwhile(failed, total)
    progress({ type: 'unreadable', pictures: failed })
    await writeRunPictures(folder, without(pictures, new Set(failed.map(({ id }) => id))))
  }
  if (train.set.count === 0 || test.set.count === 0) {
    throw new RnpError(
      'data/unreadable',
      `No ${train.set.count === 0 ? 'picture to train on' : 'held-out picture'} can be read: ${failed[0].reason}.`,
      'Check the set in the library: its files may have moved.',
    )
  }
  return { train: train.set, test: test.set }
}

function goneMeanwhile(failed: readonly { reason: string }[], total: number): RnpError {
  return new RnpError(
    'data/unreadable',
    `${failed.length} of the run's ${total} pictures cannot be read any more: ${failed[0].reason}.`,
    'Put the files back where they were to go on exactly, or start a new run from the model of this one.',
  )
}

function without({ train, test }: RunPictures, gone: ReadonlySet<number>): RunPictures {
  const kept = (refs: readonly PictureRef[]) => refs.filter(({ id }) => !gone.has(id))
  return { train: kept(train), test: kept(test) }
}
