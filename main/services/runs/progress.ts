import type { Figures, Run } from '../../contract/runs.ts'

/** Values of a sparkline, at most. */
const SPARK = 60

/** What is shown of a run's figures in a list, kept up as they come. */
export class RunProgress {
  latest: Figures | undefined
  best: Run['best']
  measured: Run['measured']
  /** Losses, and how many figures each stands for. */
  #losses: number[] = []
  #stride = 1
  #skip = 0

  readonly #fromModel: boolean

  /** @param fromModel whether it started from trained weights, which are its best until there are better ones */
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
    if (this.#losses.length <= SPARK) return
    this.#losses = this.#losses.filter((_, i) => i % 2 === 0)
    this.#stride *= 2
    this.#skip = 1
  }

  #measure({ step, heldOut }: Figures): void {
    if (!heldOut) return
    this.measured = { step, mse: heldOut.mse, kl: heldOut.kl }
    if (step === 0 && !this.#fromModel) return
    // Such checkpoints are no best ones either (model/training/train.ts).
    if (heldOut.partMse === undefined || heldOut.kl === undefined) return
    if (!this.best || heldOut.mse < this.best.mse) this.best = this.measured
  }

  get spark(): number[] {
    return this.#losses
  }
}
