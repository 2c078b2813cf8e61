import { describeCheckpoint } from '../../model/checkpoint/store.ts'
import { Rnp } from '../../model/rnp/rnp.ts'
import { readWeights } from './readWeights.ts'

/** Models kept open: the one in use, and the one it is compared with. */
const MOST = 2

export interface LoadedModel {
  readonly model: Rnp
  /** SHA-256 of its weights. */
  readonly weights: string
}

/** Trained models, opened once and kept while they are used. */
export class OpenModels {
  readonly #open = new Map<string, Rnp>()

  /**
   * The averaged model of the best checkpoint at a path, as it is now: a run's best may be another one next time.
   * Throws a checkpoint error where there is none or it is damaged.
   */
  async get(path: string): Promise<LoadedModel> {
    const { weights } = await describeCheckpoint(path, 'best')
    const known = this.#open.get(weights.sha256)
    if (known) {
      this.#keep(weights.sha256, known)
      return { model: known, weights: weights.sha256 }
    }
    const { config, weights: values, sha256 } = await readWeights(path)
    const model = new Rnp(config)
    model.parameters.load(values)
    this.#keep(sha256, model)
    return { model, weights: sha256 }
  }

  #keep(sha256: string, model: Rnp): void {
    this.#open.delete(sha256)
    this.#open.set(sha256, model)
    const [oldest] = this.#open.keys()
    if (this.#open.size <= MOST) return
    this.#open.get(oldest)!.dispose()
    this.#open.delete(oldest)
  }
}
