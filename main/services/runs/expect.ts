import { preset } from '../../../model/rnp/presets.ts'
import type { NewRun } from '../../contract/runs.ts'
import { refuse } from '../refuse.ts'
import { trainingSettings } from './options.ts'
import { countChosen, requireBoth } from './pictures.ts'
import type { Runs } from './runs.ts'

/** What has been measured, by sizes and batch: it holds while the app runs. */
const measured = new WeakMap<Runs, Map<string, Promise<number>>>()

/** How long such a run takes here, by some steps of it. */
export async function expectRun(
  runs: Runs,
  { data, preset: name, settings, fromModel }: Omit<NewRun, 'name'>,
  signal?: AbortSignal,
) {
  const counts = countChosen(runs.context.db, data)
  requireBoth(counts)
  const config = fromModel ? runs.models.get(fromModel).described.config : preset(name)
  const { batch, updates, patchUpdates } = trainingSettings(settings)
  const key = JSON.stringify({ config, batch })
  const known = measured.get(runs) ?? new Map<string, Promise<number>>()
  measured.set(runs, known)
  let steps = known.get(key)
  if (!steps) {
    if (runs.isTraining) {
      refuse(
        'busy',
        'A run is training: what a step takes beside it says little.',
        'Its own pace is shown with it; or wait until it ends.',
      )
    }
    steps = runs.engine.run('measure', { config, batch }, { signal })
    known.set(key, steps)
    steps.catch(() => known.delete(key))
  }
  const millisecondsPerStep = await steps
  return {
    millisecondsPerStep,
    seconds: ((updates + patchUpdates) * millisecondsPerStep) / 1000,
    ...counts,
  }
}
