import { glyphs } from '../../model/data/glyphs/glyphs.ts'
import { preset } from '../../model/rnp/presets.ts'
import { defaultSettings } from '../../model/training/settings.ts'
import { Trainer } from '../../model/training/trainer.ts'

/** What backends are compared by. */
const COMPARED = { config: preset('mnist-compact'), batch: 64 }
/** Milliseconds of steps, one at least. */
const LEAST = 1000

/**
 * How long a training step takes on the backend that runs: milliseconds, the best of about a second of steps after one
 * that does not count, for whatever else runs can only slow them down.
 */
export async function measureStep(): Promise<number> {
  const { config, batch } = COMPARED
  const pictures = glyphs({ count: batch, seed: 0, side: config.side, split: 'train' })
  const trainer = new Trainer(config, { ...defaultSettings, batch }, pictures)
  try {
    await trainer.update()
    let best = Number.POSITIVE_INFINITY
    for (let spent = 0; spent < LEAST; ) {
      const start = performance.now()
      await trainer.update()
      const milliseconds = performance.now() - start
      best = Math.min(best, milliseconds)
      spent += milliseconds
    }
    return best
  } finally {
    trainer.dispose()
  }
}
