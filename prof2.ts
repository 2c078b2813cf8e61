import { startSimd } from './model/backends/simd/index.ts'
import { Trainer } from './model/training/trainer.ts'
import { defaultSettings } from './model/training/settings.ts'
import { preset } from './model/rnp/presets.ts'
import { loadImages } from './model/data/load.ts'
await startSimd({threads: 1})
const set = await loadImages('glyphs', {side: 28, split: 'train', count: 640})
const t = new Trainer(preset('mnist-compact'), {...defaultSettings, updates: 3339}, set)
for (let i=0;i<24;i++) t.update()
process.exit()
