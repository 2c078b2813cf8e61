import { join } from 'node:path'
import { preset } from '../../../model/rnp/presets.ts'
import { MEASURED, millisecondsLeft } from '../../../model/training/schedule.ts'
import type { NewRun } from '../../contract/runs.ts'
import type { TrainingCosts } from '../../engine/engineJobs.ts'
import { refuse } from '../refuse.ts'
import { trainingSettings } from './options.ts'
import { countChosen, requireBoth } from './pictures.ts'
import type { Runs } from './runs.ts'

/** What has been measured, by sizes and batch: it holds while the app runs. */
const measured = new WeakMap<Runs, Map<string, Promise<TrainingCosts>>>()

/** How long such a run takes here, by doing some of all that it does. */
export async function expectRun(
  runs: Runs,
  { data, preset: name, settings, fromModel }: Omit<NewRun, 'name'>,
  signal?: AbortSignal,
) {
  const counts = countChosen(runs.context.db, data)
  requireBoth(counts)
  const config = fromModel ? runs.models.get(fromModel).described.config : preset(name)
  const planned = trainingSettings(settings)
  const { batch, patchUpdates } = planned
  const key = JSON.stringify({ config, batch })
  const known = measured.get(runs) ?? new Map<string, Promise<TrainingCosts>>()
  measured.set(runs, known)
  let measuring = known.get(key)
  if (!measuring) {
    if (runs.isTraining) {
      refuse(
        'busy',
        'A run is training: what a step takes beside it says little.',
        'Its own pace is shown with it; or wait until it ends.',
      )
    }
    const folder = join(runs.context.folder, 'runs')
    measuring = runs.engine.run('measure', { config, batch, folder }, { signal })
    known.set(key, measuring)
    measuring.catch(() => known.delete(key))
  }
  const { start, ...costs } = await measuring
  const evaluation = (costs.evaluation * Math.min(MEASURED, counts.heldOut)) / MEASURED
  const atStart = start + evaluation + costs.checkpoint + patchUpdates * costs.step
  return {
    imagesPerSecond: (1000 * batch) / costs.step,
    seconds: (atStart + millisecondsLeft(planned, 0, { ...costs, evaluation })) / 1000,
    ...counts,
  }
}
