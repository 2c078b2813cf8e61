import { FolderStore } from '../../model/checkpoint/folderStore.ts'
import type { Rnp } from '../../model/rnp/rnp.ts'
import { type Progress, train } from '../../model/training/train.ts'
import { throttle } from '../base/throttle.ts'
import type { Jobs } from '../processes/protocol.ts'
import { addPace, figuresOf } from '../runFolder/figures.ts'
import { assembleSets } from './canvases.ts'
import type { EngineJobs } from './engineJobs.ts'
import { isPreviewStep, writePreview } from './previews.ts'
import { readWeights } from './readWeights.ts'

/** Minimum interval between reports of how far a run is, ms. */
const REPORT_INTERVAL_MS = 200

/** The job that trains a run in its folder, to its end or until the signal stops it; both write a checkpoint. */
export const trainRun: Jobs<EngineJobs>['train'] = async (input, { signal, progress, pieces }) => {
  const { folder, config, settings, resume } = input
  const sets = await assembleSets(input, pieces, signal)
  const from = input.from ? (await readWeights(input.from)).weights : undefined
  const reportStep = throttle(progress, REPORT_INTERVAL_MS)
  const onProgress = (now: Progress) => {
    const { imagesPerSecond, etaSeconds, step, updates, recorded } = now
    const figures = recorded ? figuresOf(now) : undefined
    if (figures) {
      addPace(folder, now)
      progress({ type: 'figures', figures })
    }
    reportStep({ type: 'step', step, imagesPerSecond, etaSeconds })
    if (step === updates) reportStep.flush()
  }
  const onModel = async (model: Rnp, step: number) => {
    if (!isPreviewStep(step, settings.updates)) return
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
