import * as tf from '@tensorflow/tfjs-core'
import { take } from '../data/batches.ts'
import type { ImageSet } from '../data/imageSet.ts'
import { Random } from '../random.ts'
import type { RnpConfig } from '../rnp/config.ts'
import type { Rnp } from '../rnp/rnp.ts'
import { zoom } from '../rnp/sampler.ts'
import type { TrainingSettings } from './settings.ts'
import { Trainer } from './trainer.ts'

/** Most patches that are cut for the first stage. */
const MAX_PATCHES = 20_000
/** Share of white below which a patch is cut anew: an empty one teaches nothing. */
const FAINTEST = 0.02

/**
 * Level-by-level training ("RNPs can be trained one depth at a time", the paper's section 2): first a model of one level
 * learns to draw patches of the pictures, seen as an action sees a part; then its hypernetwork is the lowest level's
 * of the whole model. `settings.patchUpdates` steps.
 */
export async function trainOnPatches(
  whole: Rnp,
  pictures: ImageSet,
  settings: TrainingSettings,
  signal?: AbortSignal,
): Promise<void> {
  const config: RnpConfig = {
    ...whole.config,
    side: whole.config.patch,
    glimpses: whole.config.glimpses.slice(0, 1),
    hypernetwork: 'shared',
  }
  const wanted = Math.min(MAX_PATCHES, settings.patchUpdates * settings.batch)
  const patches = await cutPatches(whole.config, pictures, wanted, new Random(settings.seed))
  const trainer = new Trainer(config, { ...settings, updates: settings.patchUpdates }, patches)
  try {
    while (trainer.step < settings.patchUpdates && !signal?.aborted) {
      await trainer.update()
      await new Promise((resolve) => setImmediate(resolve))
    }
    const learnt = await trainer.average.parameters.save()
    const lowest = whole.config.hypernetwork === 'shared' ? 'hypernetwork.' : 'hypernetwork1.'
    for (const { name, variable } of whole.parameters.list) {
      if (!name.startsWith(lowest)) continue
      const found = learnt.get(`hypernetwork.${name.slice(lowest.length)}`)
      if (found) tf.tidy(() => variable.assign(tf.tensor(found.values, variable.shape)))
    }
  } finally {
    trainer.dispose()
  }
}

/** Patches of the pictures as random actions zoom in on them, P x P. */
async function cutPatches(
  config: RnpConfig,
  pictures: ImageSet,
  wanted: number,
  random: Random,
): Promise<ImageSet> {
  const { side, patch, offset } = config
  const area = patch * patch
  const pixels = new Uint8Array(wanted * area)
  let count = 0
  for (let tries = 0; count < wanted && tries < 20; tries++) {
    const indices = Array.from({ length: 2000 }, () => random.integer(0, pictures.count - 1))
    const zoomed = tf.tidy(() => {
      const images = tf.tensor3d(take(pictures, indices), [indices.length, side, side])
      const actions = Float32Array.from({ length: indices.length * 6 }, () => random.uniform(-1, 1))
      return zoom(images, tf.tensor2d(actions, [indices.length, 6]), offset, patch)
    })
    const cut = await zoomed.data<'float32'>()
    zoomed.dispose()
    for (let i = 0; i < indices.length && count < wanted; i++) {
      const one = cut.subarray(i * area, (i + 1) * area)
      if (one.reduce((a, b) => a + b, 0) < FAINTEST * area) continue
      pixels.set(
        one.map((value) => Math.round(255 * value)),
        count++ * area,
      )
    }
  }
  return {
    name: `patches of ${pictures.name}`,
    count,
    side: patch,
    pixels: pixels.subarray(0, count * area),
    sources: [],
    skipped: [],
    notes: [],
  }
}
