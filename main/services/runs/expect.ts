import { join } from 'node:path'
import { RnpError } from '../../../model/errors.ts'
import { preset } from '../../../model/rnp/presets.ts'
import { MEASURED, millisecondsLeft } from '../../../model/training/schedule.ts'
import { trainingSettings } from '../../../model/training/settings.ts'
import type { NewRun } from '../../contract/runs.ts'
import type { TrainingCosts } from '../../engine/engineJobs.ts'
import { countChosen, requireBoth, someOf } from './pictures.ts'
import { measureReading } from './readingCosts.ts'
import type { Runs } from './runs.ts'

/** Pictures that are read to see how long all of them take. */
const READ = 64

/** What has been measured, by what it depends on: it holds while the app runs. */
interface Measured {
  readonly costs: Map<string, TrainingCosts>
  readonly reading: Map<string, number>
}
const measured = new WeakMap<Runs, Measured>()

/** How long such a run takes here, by doing some of all that it does. */
export async function expectRun(
  runs: Runs,
  { data, preset: name, settings, fromModel }: Omit<NewRun, 'name'>,
  signal?: AbortSignal,
) {
  const { db, folder } = runs.context
  const counts = countChosen(db, data)
  requireBoth(counts)
  const config = fromModel ? runs.models.get(fromModel).described.config : preset(name)
  const planned = trainingSettings(settings)
  const { batch, patchUpdates } = planned
  const { side } = config
  const known = measured.get(runs) ?? { costs: new Map(), reading: new Map() }
  measured.set(runs, known)
  // What is being measured is shared with nobody: who asked for it may cancel it. The engine does one at a time.
  const once = async <T>(
    among: Map<string, T>,
    key: object,
    measure: () => Promise<T>,
    most = Number.POSITIVE_INFINITY,
  ): Promise<T> => {
    const name = JSON.stringify(key)
    const before = among.get(name)
    if (before !== undefined) return before
    if (runs.isTraining) {
      throw new RnpError(
        'busy/in-use',
        'A run is training: what a step takes beside it says little.',
        'Its own pace is shown with it; or wait until it ends.',
      )
    }
    const now = await measure()
    if (among.size >= most) among.clear()
    among.set(name, now)
    return now
  }
  const { start, ...costs } = await once(known.costs, { config, batch }, () =>
    runs.engine.run('measure', { config, batch, folder: join(folder, 'runs') }, { signal }),
  )
  const picture = await once(
    known.reading,
    { data, side },
    async () => measureReading(runs.library, await someOf(db, data, READ), side, signal),
    1, // its key may be a list of a million ids
  )
  const reading = picture * (counts.train + counts.heldOut)
  const evaluation = (costs.evaluation * Math.min(MEASURED, counts.heldOut)) / MEASURED
  const atStart = reading + start + evaluation + costs.checkpoint + patchUpdates * costs.step
  return {
    imagesPerSecond: (1000 * batch) / costs.step,
    seconds: (atStart + millisecondsLeft(planned, 0, { ...costs, evaluation })) / 1000,
    ...counts,
  }
}
