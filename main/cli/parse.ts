import path from 'node:path'
import { type Command, Option } from 'commander'
import { loadImages } from '../../model/data/load.ts'
import { RnpError } from '../../model/errors.ts'
import { print, say } from '../base/output.ts'
import { formatMany } from '../contract/counts.ts'
import type { EngineOptions } from '../engine/engine.ts'
import { addEngineOptions } from '../terminal/engineOptions.ts'
import { wholeNumber } from '../terminal/options.ts'
import { sayEngine, withEngine } from './engine.ts'
import { addPictureOptions, DATA_HELP, describeSet, type PictureFileOptions } from './images.ts'
import { CHECKPOINT_HELP, openModel } from './openModel.ts'
import { ProgressLine } from './progressLine.ts'
import { writeParses } from './writeParses.ts'

interface Options extends EngineOptions, PictureFileOptions {
  readonly checkpoint?: string
  readonly images?: readonly string[]
  readonly data?: string
  readonly split: 'train' | 'test' | 'all'
  readonly count?: number
  readonly out: string
  readonly pictures?: boolean
}

/** Adds `rnp parse`, which parses pictures into trees of parts. */
export function addParse(program: Command): void {
  const command = program
    .command('parse')
    .description('parse pictures into trees of parts: JSON and a part sheet (PNG)')
    .option('--checkpoint <path>', CHECKPOINT_HELP)
    .addOption(
      new Option('--images <paths...>', 'picture files, or a folder of them').conflicts(['data', 'split']),
    )
    .option('--data <source>', `instead of --images: ${DATA_HELP}`)
    .addOption(
      new Option('--split <name>', 'which pictures of --data')
        .choices(['train', 'test', 'all'])
        .default('test'),
    )
    .option('--count <n>', 'at most this many pictures', wholeNumber(1))
    .requiredOption('--out <folder>', 'where to write')
    .option('--pictures', 'also write the pictures of every part into the trees')
  addEngineOptions(addPictureOptions(command)).action(run)
}

async function run({ checkpoint, images, data, split, out, pictures, ...options }: Options): Promise<void> {
  const source = images ?? data
  if (!source)
    throw new RnpError(
      'usage/invalid',
      'Nothing to parse.',
      'Name files or a folder with --images, or a data set with --data.',
    )
  await withEngine(options, async (engine) => {
    const open = await openModel(checkpoint)
    const set = await loadImages(source, {
      ...options,
      side: open.model.config.side,
      split: images ? 'all' : split,
    })
    describeSet(set)
    sayEngine(engine)
    const line = new ProgressLine()
    const onProgress = (done: number) => line.update(`parsed ${done} of ${set.count}`)
    const written = await writeParses(open, set, out, { pictures, onProgress })
    line.end()
    say(`mean squared error per pixel: ${written.mse.toFixed(4)}`)
    print(
      [
        ...written.sheets,
        `${formatMany(written.trees.length, 'parse tree')} in ${path.join(out, 'trees')}`,
      ].join('\n'),
    )
  })
}
