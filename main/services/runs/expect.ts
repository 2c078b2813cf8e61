import { join } from 'node:path'
import { RnpError } from '../../../model/errors.ts'
import { preset } from '../../../model/rnp/presets.ts'
import { MEASURED_PICTURES, millisecondsLeft } from '../../../model/training/schedule.ts'
import { trainingSettings } from '../../../model/training/settings.ts'
import type { NewRun } from '../../contract/runs.ts'
import type { TrainingCosts } from '../../engine/engineJobs.ts'
import { type Counts, countChosen, requireBoth, someOf } from './pictures.ts'
import { measureReading } from './readingCosts.ts'
import type { Runs } from './runs.ts'

/** Pictures that are read to see how long all of them take. */
const SAMPLE = 64

/** What `createExpect` answers: how long a run takes here, by doing some of all that it does. */
type Expect = (
  plan: Omit<NewRun, 'name'>,
  signal?: AbortSignal,
) => Promise<Counts & { readonly imagesPerSecond: number; readonly seconds: number }>

/** What is measured holds while the app runs. */
export function createExpect(runs: Runs): Expect {
  const costs = new Measured<TrainingCosts>(runs)
  // Its key may be a list of a million ids.
  const reading = new Measured<number>(runs, 1)
  return async ({ data, preset: name, settings, fromModel }, signal) => {
    const { db, folder } = runs.context
    const counts = countChosen(db, data)
    requireBoth(counts)
    const config = fromModel ? runs.models.get(fromModel).described.config : preset(name)
    const planned = trainingSettings(settings)
    const { batch, patchUpdates } = planned
    const { side } = config
    const { start, ...parts } = await costs.get({ config, batch }, () =>
      runs.engine.run('measure', { config, batch, folder: join(folder, 'runs') }, { signal }),
    )
    const picture = await reading.get({ data, side }, async () =>
      measureReading(runs.library, await someOf(db, data, SAMPLE), side, signal),
    )
    const pictures = counts.train + counts.heldOut
    const evaluation = (parts.evaluation * Math.min(MEASURED_PICTURES, counts.heldOut)) / MEASURED_PICTURES
    const atStart = picture * pictures + start + evaluation + parts.checkpoint + patchUpdates * parts.step
    return {
      imagesPerSecond: (1000 * batch) / parts.step,
      seconds: (atStart + millisecondsLeft(planned, 0, { ...parts, evaluation })) / 1000,
      ...counts,
    }
  }
}

/** Measurements by what they depend on, a few at most. */
class Measured<T> {
  readonly #runs: Runs
  readonly #most: number
  readonly #known = new Map<string, T>()

  constructor(runs: Runs, most = Number.POSITIVE_INFINITY) {
    this.#runs = runs
    this.#most = most
  }

  /**
   * What is known, or measured now. A measurement that runs is shared with nobody: who asked for it may cancel it, and the
   * engine makes one at a time. Throws a busy error while a run trains.
   */
  async get(key: object, measure: () => Promise<T>): Promise<T> {
    const name = JSON.stringify(key)
    const before = this.#known.get(name)
    if (before !== undefined) return before
    if (this.#runs.isTraining) {
      throw new RnpError(
        'busy/in-use',
        'A run is training: what a step takes beside it says little.',
        'Its own pace is shown with it; or wait until it ends.',
      )
    }
    const now = await measure()
    if (this.#known.size >= this.#most) this.#known.clear()
    this.#known.set(name, now)
    return now
  }
}
