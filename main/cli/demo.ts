import path from 'node:path'
import type { Command } from 'commander'
import { FolderStore } from '../../model/checkpoint/folderStore.ts'
import { GLYPHS, loadImages } from '../../model/data/load.ts'
import { defaultSettings, type TrainingSettings } from '../../model/training/settings.ts'
import { train } from '../../model/training/train.ts'
import { Trainer } from '../../model/training/trainer.ts'
import { print, say } from '../base/output.ts'
import { SHIPPED } from '../base/shipped.ts'
import { formatCount } from '../contract/counts.ts'
import type { EngineOptions } from '../engine/engine.ts'
import { readWeights } from '../engine/readWeights.ts'
import { addEngineOptions } from '../terminal/engineOptions.ts'
import { exitCodes } from '../terminal/errors.ts'
import { interruptible } from '../terminal/interrupt.ts'
import { wholeNumber } from '../terminal/options.ts'
import { sayEngine, withEngine } from './engine.ts'
import { openModel } from './openModel.ts'
import { duration, ProgressLine } from './progressLine.ts'
import { showTraining } from './trainingLine.ts'
import { writeParses } from './writeParses.ts'

/** How many unseen pictures are parsed at the end. */
const PARSED_PICTURES = 12

/** Steps that measure how fast this machine is, and steps before them that are not counted. */
const MEASURED_STEPS = 5
const WARM_UP_STEPS = 3

interface Options extends EngineOptions {
  readonly seconds: number
}

/** Adds `rnp demo`, which goes from nothing to parsed pictures in about a minute. */
export function addDemo(program: Command): void {
  const command = program
    .command('demo')
    .description('train on built-in pictures for about a minute, then parse pictures it has not seen')
    .option('--seconds <n>', 'how long to train', wholeNumber(1), 60)
  addEngineOptions(command).action(run)
}

async function run(options: Options): Promise<void> {
  const folder = path.join('runs', `demo-${new Date().toISOString().slice(0, 19).replaceAll(/[T:]/g, '-')}`)
  const { config, weights } = await readWeights(SHIPPED)
  await withEngine(options, async (engine) => {
    const [pictures, test] = await Promise.all([
      loadImages(GLYPHS, { side: config.side, split: 'train' }),
      loadImages(GLYPHS, { side: config.side, split: 'test', count: 256 }),
    ])
    say(`Glyphs: ${formatCount(pictures.count)} characters of an invented script, drawn by this program.`)
    say('The shipped model has seen handwritten digits only.')
    say(`It now learns this script in about ${duration(options.seconds)}.`)
    sayEngine(engine)
    const settings = settingsFor(options.seconds, await secondsPerStep())
    const line = new ProgressLine()
    const result = await interruptible(
      () => say('\nStopping after this step.'),
      (signal) => {
        const onProgress = (progress: Parameters<typeof showTraining>[1]) => showTraining(line, progress)
        const store = new FolderStore(folder)
        return train({ config, settings, train: pictures, test, store, from: weights, signal, onProgress })
      },
    ).finally(() => line.end())
    if (!result.finished) {
      say(`Stopped after ${result.step} steps: ${result.checkpoint}`)
      process.exitCode = exitCodes.interrupted
      return
    }
    const shown = await loadImages(GLYPHS, { side: config.side, split: 'test', count: PARSED_PICTURES })
    const open = await openModel(result.checkpoint)
    const { sheets, trees } = await writeParses(open, shown, folder)
    open.model.dispose()
    say(`Parsed ${PARSED_PICTURES} characters it had not seen:`)
    print(`  part sheet   ${sheets.join(', ')}`)
    print(`  parse trees  ${path.dirname(trees[0])}`)
    say(farewell(folder))

    async function secondsPerStep(): Promise<number> {
      const trainer = new Trainer(config, settingsFor(1, 1), pictures)
      for (let i = 0; i < WARM_UP_STEPS; i++) await trainer.update()
      const start = performance.now()
      for (let i = 0; i < MEASURED_STEPS; i++) await trainer.update()
      trainer.dispose()
      return (performance.now() - start) / 1000 / MEASURED_STEPS
    }
  })
}

/** Settings for a training of about a minute: small batches, so that there are many steps. */
function settingsFor(seconds: number, secondsPerStep: number): TrainingSettings {
  const updates = Math.max(1, Math.round(seconds / secondsPerStep))
  return {
    ...defaultSettings,
    updates,
    batch: 32,
    warmup: Math.ceil(updates / 20),
    averageDecay: 0.99,
    evaluateEvery: updates,
    checkpointEvery: updates,
  }
}

const farewell = (folder: string) => `
In the sheet: the character, how the model draws it, its parts in order (blue, red, green, orange), and each
part with its strokes in the same order. Next:
  npm run rnp -- parse --images YOUR-PICTURES --out out          parse your own, with the shipped MNIST model
  npm run rnp -- sample --checkpoint ${folder} --out samples.png
  npm run rnp -- train --help`
