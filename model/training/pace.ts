import { type Costs, isDue, millisecondsLeft } from './schedule.ts'
import type { TrainingSettings } from './settings.ts'

/** First steps that do not count: they are recorded, and the code they run is not compiled in full yet. */
const SETTLING = 3
/** Steps after these before anything is said. */
const LEAST = 5
/** Steps over which the pace is measured. */
const WINDOW = 20

type Settings = Pick<TrainingSettings, 'batch' | 'updates' | 'evaluateEvery' | 'checkpointEvery'>

/** How fast a run goes, over its last steps, and how long it still takes with all that is not a step. */
export class Pace {
  readonly #settings: Settings
  /** What the last steps took, ms. */
  readonly #steps: number[] = []
  #settling = SETTLING
  /** What the latest of each took, ms. */
  #others: Omit<Costs, 'step'> = {}

  constructor(settings: Settings) {
    this.#settings = settings
  }

  /** Does some work of the run, and counts what it takes. */
  async of<T>(kind: keyof Costs, work: () => T | Promise<T>): Promise<T> {
    const start = performance.now()
    const done = await work()
    this.#add(kind, performance.now() - start)
    return done
  }

  /** After a step, before its checkpoint. Nothing until the rate is steady. */
  at(step: number): { readonly imagesPerSecond?: number; readonly etaSeconds?: number } {
    const count = this.#steps.length
    if (count < LEAST) return {}
    const mean = this.#steps.reduce((sum, each) => sum + each, 0) / count
    const { checkpointEvery, batch } = this.#settings
    const own = isDue(checkpointEvery, step, this.#settings) ? (this.#others.checkpoint ?? 0) : 0
    const left = own + millisecondsLeft(this.#settings, step, { ...this.#others, step: mean })
    return { imagesPerSecond: (1000 * batch) / mean, etaSeconds: left / 1000 }
  }

  #add(kind: keyof Costs, milliseconds: number): void {
    if (kind !== 'step') this.#others = { ...this.#others, [kind]: milliseconds }
    else if (this.#settling > 0) this.#settling--
    else {
      this.#steps.push(milliseconds)
      if (this.#steps.length > WINDOW) this.#steps.shift()
    }
  }
}
