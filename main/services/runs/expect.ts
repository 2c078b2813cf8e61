import { join } from 'node:path'
import { RnpError } from '../../../model/errors.ts'
import { preset } from '../../../model/rnp/presets.ts'
import { MEASURED_PICTURES, millisecondsLeft } from '../../../model/training/schedule.ts'
import { trainingSettings } from '../../../model/training/settings.ts'
import type { NewRun } from '../../contract/runs.ts'
import type { TrainingCosts } from '../../engine/engineJobs.ts'
import { type Counts, countChosen, requireBoth, samplePictures } from './pictures.ts'
import { measureReading } from './readingCosts.ts'
import type { Runs } from './runs.ts'

/** How many pictures are read to estimate how long all of them take. */
const SAMPLE_SIZE = 64

/** Estimates how long a run takes on this machine, by doing a little of everything that it does. */
type Expect = (
  plan: Omit<NewRun, 'name'>,
  signal?: AbortSignal,
) => Promise<Counts & { readonly imagesPerSecond: number; readonly seconds: number }>

/** Creates an estimator that keeps its measurements while the app runs. */
export function createExpect(runs: Runs): Expect {
  const costs = new Measurements<TrainingCosts>(runs)
  // One measurement at most, because its key may be a list of a million ids.
  const reading = new Measurements<number>(runs, 1)
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
      measureReading(runs.library, await samplePictures(db, data, SAMPLE_SIZE), side, signal),
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

/** Measurements by what they depend on; all are dropped when there are `max`. */
class Measurements<T> {
  readonly #runs: Runs
  readonly #max: number
  readonly #known = new Map<string, T>()

  constructor(runs: Runs, max = Number.POSITIVE_INFINITY) {
    this.#runs = runs
    this.#max = max
  }

  /**
   * Returns a known measurement, or makes it. A running measurement is not shared, because its caller may cancel it.
   *
   * @throws RnpError 'busy' if it is not known and a run trains
   */
  async get(key: object, measure: () => Promise<T>): Promise<T> {
    const name = JSON.stringify(key)
    const before = this.#known.get(name)
    if (before !== undefined) return before
    if (this.#runs.isTraining) {
      throw new RnpError(
        'busy/in-use',
        'A run is training, so the time of a step cannot be measured now.',
        'Look at the speed of that run, or wait until it ends.',
      )
    }
    const now = await measure()
    if (this.#known.size >= this.#max) this.#known.clear()
    this.#known.set(name, now)
    return now
  }
}
