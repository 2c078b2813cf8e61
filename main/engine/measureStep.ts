import { glyphs } from '../../model/data/glyphs/glyphs.ts'
import { preset } from '../../model/rnp/presets.ts'
import { defaultSettings } from '../../model/training/settings.ts'
import { Trainer } from '../../model/training/trainer.ts'

/** The training step that backends are compared by. */
const BENCHMARK = { config: preset('mnist-compact'), batch: 64 }
/** Total duration of the measured steps; at least one is measured. */
const MIN_DURATION_MS = 1000

/**
 * Measures how long a training step takes on the running backend, ms: the fastest of about a second of steps, because
 * other programs can only slow steps down. The first step is not counted.
 */
export async function measureStep(): Promise<number> {
  const { config, batch } = BENCHMARK
  const pictures = glyphs({ count: batch, seed: 0, side: config.side, split: 'train' })
  const trainer = new Trainer(config, { ...defaultSettings, batch }, pictures)
  try {
    await trainer.update()
    let best = Number.POSITIVE_INFINITY
    for (let spent = 0; spent < MIN_DURATION_MS; ) {
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
