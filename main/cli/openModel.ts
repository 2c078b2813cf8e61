import type { Which } from '../../model/checkpoint/store.ts'
import { Rnp } from '../../model/rnp/rnp.ts'
import { SHIPPED } from '../base/shipped.ts'
import { readWeights } from '../engine/readWeights.ts'

export const CHECKPOINT_HELP =
  "a run's folder (its best checkpoint), or a checkpoint's (default: the shipped model)"

/** A trained model and the checkpoint it came from. */
export interface OpenModel {
  readonly model: Rnp
  /** The checkpoint's folder. */
  readonly checkpoint: string
}

/** Opens a checkpoint, by default the shipped one, as a model that is ready to parse and sample. */
export async function openModel(path: string = SHIPPED, which: Which = 'best'): Promise<OpenModel> {
  const { config, weights, checkpoint } = await readWeights(path, which)
  const model = new Rnp(config)
  model.parameters.load(weights)
  return { model, checkpoint }
}
