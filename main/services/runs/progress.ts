import type { Figures, Run } from '../../contract/runs.ts'

/** Maximum number of values in a sparkline. */
const MAX_SPARK_VALUES = 60

/** The summary of a run's figures that lists show, updated as figures come. */
export class RunProgress {
  latest: Figures | undefined
  best: Run['best']
  measured: Run['measured']
  /** Losses of every `#stride`-th figures. */
  #losses: number[] = []
  #stride = 1
  #skip = 0

  readonly #fromModel: boolean

  /** @param fromModel whether the run started from trained weights, which are its best until there are better ones */
  constructor(figures: readonly Figures[], fromModel: boolean) {
    this.#fromModel = fromModel
    for (const each of figures) this.add(each)
  }

  add(figures: Figures): void {
    this.latest = figures
    this.#measure(figures)
    if (figures.loss === undefined) return
    if (this.#skip++ % this.#stride !== 0) return
    this.#losses.push(figures.loss)
    if (this.#losses.length <= MAX_SPARK_VALUES) return
    this.#losses = this.#losses.filter((_, i) => i % 2 === 0)
    this.#stride *= 2
    this.#skip = 1
  }

  #measure({ step, heldOut }: Figures): void {
    if (!heldOut) return
    this.measured = { step, mse: heldOut.mse, kl: heldOut.kl }
    if (step === 0 && !this.#fromModel) return
    // Training does not take such checkpoints for the best either (model/training/train.ts).
    if (heldOut.partMse === undefined || heldOut.kl === undefined) return
    if (!this.best || heldOut.mse < this.best.mse) this.best = this.measured
  }

  get spark(): number[] {
    return this.#losses
  }
}
