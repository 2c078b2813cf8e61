import { readCheckpoint, type Which } from '../../model/checkpoint/store.ts'
import { withoutPrefix } from '../../model/training/tensorSets.ts'

/** The averaged weights of a checkpoint, and the sizes of the model they are of. */
export async function readWeights(path: string, which: Which = 'best') {
  const { manifest, tensors, path: checkpoint } = await readCheckpoint(path, which)
  return {
    config: manifest.config,
    weights: withoutPrefix('average/', tensors),
    /** Of those in the file. */
    sha256: manifest.weights.sha256,
    checkpoint,
  }
}
