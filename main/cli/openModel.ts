import { fileURLToPath } from 'node:url'
import { readCheckpoint, type Which } from '../../model/checkpoint/store.ts'
import { Rnp } from '../../model/rnp/rnp.ts'
import { unprefixed } from '../../model/training/trainer.ts'

/** The trained model that comes with the project. */
export const SHIPPED = fileURLToPath(new URL('../../assets/checkpoints/mnist-compact', import.meta.url))

export const CHECKPOINT_HELP =
  "a run's folder (its best checkpoint), or a checkpoint's (default: the shipped model)"

/** A trained model and the checkpoint it came from. */
export interface OpenModel {
  readonly model: Rnp
  /** Its folder. */
  readonly checkpoint: string
}

/** Opens a checkpoint as a model ready to parse and sample; the shipped one unless named. */
export async function openModel(path: string = SHIPPED, which: Which = 'best'): Promise<OpenModel> {
  const { manifest, tensors, path: checkpoint } = await readCheckpoint(path, which)
  const model = new Rnp(manifest.config, 0)
  model.parameters.load(unprefixed('average/', tensors))
  return { model, checkpoint }
}
