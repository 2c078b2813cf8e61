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
/** Mean lightness below which a patch is rejected: an empty one teaches nothing. */
const MIN_MEAN_LIGHTNESS = 0.02
/** Pictures zoomed into at once. */
const PICTURES_PER_ROUND = 2000
/** Rounds after which there are as many patches as have been found. */
const MAX_ROUNDS = 20

/**
 * Level-by-level training ("RNPs can be trained one depth at a time", the paper's section 2): for `settings.patchUpdates`
 * steps a model of one level learns to draw patches of the pictures, zoomed as by an action; its hypernetwork then becomes
 * that of the whole model's lowest level.
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

/** Patches of the pictures, zoomed in on by random actions, P x P; at most `wanted`, and fewer of very dark pictures. */
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
  for (let round = 0; count < wanted && round < MAX_ROUNDS; round++) {
    const indices = Array.from({ length: PICTURES_PER_ROUND }, () => random.integer(0, pictures.count - 1))
    const zoomed = tf.tidy(() => {
      const images = tf.tensor3d(take(pictures, indices), [indices.length, side, side])
      const actions = Float32Array.from({ length: indices.length * 6 }, () => random.uniform(-1, 1))
      return zoom(images, tf.tensor2d(actions, [indices.length, 6]), offset, patch)
    })
    const cut = await zoomed.data<'float32'>()
    zoomed.dispose()
    for (let i = 0; i < indices.length && count < wanted; i++) {
      const one = cut.subarray(i * area, (i + 1) * area)
      if (one.reduce((a, b) => a + b, 0) < MIN_MEAN_LIGHTNESS * area) continue
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
