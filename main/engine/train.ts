import { FolderStore } from '../../model/checkpoint/folderStore.ts'
import type { Rnp } from '../../model/rnp/rnp.ts'
import { type Progress, train } from '../../model/training/train.ts'
import type { Jobs } from '../processes/protocol.ts'
import { addPace, figuresOf } from '../runFolder/figures.ts'
import { gatherSets } from './canvases.ts'
import type { EngineJobs } from './engineJobs.ts'
import { isWatched, writePreview } from './previews.ts'
import { readWeights } from './readWeights.ts'

/** Minimum interval between reports of how far a run is, ms. */
const MIN_REPORT_INTERVAL = 200

/** The job that trains a run in its folder, to its end or until the signal stops it, with a checkpoint then. */
export const trainRun: Jobs<EngineJobs>['train'] = async (input, { signal, progress, pieces }) => {
  const { folder, config, settings, resume } = input
  const sets = await gatherSets(input, pieces, signal)
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
