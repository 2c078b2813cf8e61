import { inspect } from 'node:util'
import { type Command, Option } from 'commander'
import { loadImages } from '../../model/data/load.ts'
import { evaluate } from '../../model/training/evaluate.ts'
import { print } from '../base/output.ts'
import type { EngineOptions } from '../engine/engine.ts'
import { addEngineOptions } from '../terminal/engineOptions.ts'
import { wholeNumber } from '../terminal/options.ts'
import { sayEngine, withEngine } from './engine.ts'
import { addPictureOptions, DATA_HELP, describeSet, type PictureFileOptions } from './images.ts'
import { CHECKPOINT_HELP, openModel } from './openModel.ts'

interface Options extends EngineOptions, PictureFileOptions {
  readonly checkpoint?: string
  readonly data: string
  readonly split: 'train' | 'test' | 'all'
  readonly count?: number
  readonly json?: boolean
}

/** Adds `rnp evaluate`, which measures how well a model draws pictures it has not seen. */
export function addEvaluate(program: Command): void {
  const command = program
    .command('evaluate')
    .description('measure a model on pictures')
    .option('--checkpoint <path>', CHECKPOINT_HELP)
    .option('--data <source>', DATA_HELP, 'glyphs')
    .addOption(
      new Option('--split <name>', 'which of the pictures').choices(['train', 'test', 'all']).default('test'),
    )
    .option('--count <n>', 'at most this many pictures', wholeNumber(1))
    .option('--json', 'print one JSON object on stdout')
  addEngineOptions(addPictureOptions(command)).action(run)
}

async function run({ checkpoint: path, data, json, ...options }: Options): Promise<void> {
  await withEngine(options, async (engine) => {
    const { model, checkpoint } = await openModel(path)
    const set = await loadImages(data, { ...options, side: model.config.side })
    describeSet(set)
    sayEngine(engine)
    const result = { checkpoint, data: set.name, split: options.split, ...(await evaluate(model, set)) }
    if (json) print(JSON.stringify(result))
    else for (const [name, value] of Object.entries(result)) print(`${name.padEnd(12)}${inspect(value)}`)
  })
}
