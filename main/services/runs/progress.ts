import type { Figures } from '../../contract/runs.ts'

/** Values of a sparkline, at most. */
const SPARK = 60

/** What is shown of a run's figures in a list, kept up as they come. */
export class RunProgress {
  latest: Figures | undefined
  best: number | undefined
  /** Losses, and how many figures each stands for. */
  #losses: number[] = []
  #stride = 1
  #skip = 0

  constructor(figures: readonly Figures[]) {
    for (const each of figures) this.add(each)
  }

  add(figures: Figures): void {
    this.latest = figures
    const mse = figures.heldOut?.mse
    if (mse !== undefined) this.best = Math.min(mse, this.best ?? mse)
    if (this.#skip++ % this.#stride !== 0) return
    this.#losses.push(figures.loss)
    if (this.#losses.length <= SPARK) return
    this.#losses = this.#losses.filter((_, i) => i % 2 === 0)
    this.#stride *= 2
    this.#skip = 1
  }

  get spark(): number[] {
    return this.#losses
  }
}
