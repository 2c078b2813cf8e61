import { describeCheckpoint } from '../../model/checkpoint/store.ts'
import { Rnp } from '../../model/rnp/rnp.ts'
import { readWeights } from './readWeights.ts'

/** The model in use, and the one it is compared with. */
const MAX_OPEN_MODELS = 2

export interface LoadedModel {
  readonly model: Rnp
  /** SHA-256 of its weights. */
  readonly weights: string
}

/** Trained models; the most recently used ones are kept open. */
export class OpenModels {
  readonly #open = new Map<string, Rnp>()

  /**
   * Returns the averaged model of the best checkpoint that is at a path now; a run's best may change.
   *
   * @throws RnpError 'checkpoint' if there is none or it is damaged
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
    if (this.#open.size <= MAX_OPEN_MODELS) return
    this.#open.get(oldest)!.dispose()
    this.#open.delete(oldest)
  }
}
