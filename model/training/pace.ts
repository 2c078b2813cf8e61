import { type Costs, isDue, millisecondsLeft } from './schedule.ts'
import type { TrainingSettings } from './settings.ts'

/** The first steps do not count: the backend records them, and their code is not compiled in full yet. */
const WARM_UP_STEPS = 3
/** Steps that must have been measured before a rate is given. */
const MIN_STEPS = 5
/** Steps over which the pace is measured. */
const MAX_STEPS = 20

type Settings = Pick<TrainingSettings, 'batch' | 'updates' | 'evaluateEvery' | 'checkpointEvery'>

/** How fast a run is, over its last steps, and how long it still takes, with its evaluations and checkpoints. */
export class Pace {
  readonly #settings: Settings
  /** Durations of the last steps, ms. */
  readonly #steps: number[] = []
  #warmUpLeft = WARM_UP_STEPS
  /** Duration of the latest evaluation and the latest checkpoint, ms. */
  #others: Omit<Costs, 'step'> = {}

  constructor(settings: Settings) {
    this.#settings = settings
  }

  /** Does some work of the run, and measures its duration. */
  async of<T>(kind: keyof Costs, work: () => T | Promise<T>): Promise<T> {
    const start = performance.now()
    const done = await work()
    this.#add(kind, performance.now() - start)
    return done
  }

  /** Rate and time left after a step, before its checkpoint; neither until the rate is steady. */
  at(step: number): { readonly imagesPerSecond?: number; readonly etaSeconds?: number } {
    const count = this.#steps.length
    if (count < MIN_STEPS) return {}
    const mean = this.#steps.reduce((sum, each) => sum + each, 0) / count
    const { checkpointEvery, batch } = this.#settings
    const own = isDue(checkpointEvery, step, this.#settings) ? (this.#others.checkpoint ?? 0) : 0
    const left = own + millisecondsLeft(this.#settings, step, { ...this.#others, step: mean })
    return { imagesPerSecond: (1000 * batch) / mean, etaSeconds: left / 1000 }
  }

  #add(kind: keyof Costs, milliseconds: number): void {
    if (kind !== 'step') this.#others = { ...this.#others, [kind]: milliseconds }
    else if (this.#warmUpLeft > 0) this.#warmUpLeft--
    else {
      this.#steps.push(milliseconds)
      if (this.#steps.length > MAX_STEPS) this.#steps.shift()
    }
  }
}
