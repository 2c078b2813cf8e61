import { readCheckpoint, type Which } from '../../model/checkpoint/store.ts'
import { withoutPrefix } from '../../model/training/tensorSets.ts'

/** Reads the averaged weights of a checkpoint and the config of its model. */
export async function readWeights(path: string, which: Which = 'best') {
  const { manifest, tensors, path: checkpoint } = await readCheckpoint(path, which)
  return {
    config: manifest.config,
    weights: withoutPrefix('average/', tensors),
    /** SHA-256 of the weights' file. */
    sha256: manifest.weights.sha256,
    checkpoint,
  }
}
