import type { Command } from 'commander'
import { Random } from '../../model/random.ts'
import { parseSamples } from '../../model/rnp/parser.ts'
import { print } from '../base/output.ts'
import { encodePng } from '../base/png.ts'
import { saveFile } from '../base/saveFile.ts'
import type { EngineOptions } from '../engine/engine.ts'
import { sampleSheet } from '../export/sampleSheet.ts'
import { addEngineOptions } from '../terminal/engineOptions.ts'
import { wholeNumber } from '../terminal/options.ts'
import { sayEngine, withEngine } from './engine.ts'
import { CHECKPOINT_HELP, openModel } from './openModel.ts'

interface Options extends EngineOptions {
  readonly checkpoint?: string
  readonly count: number
  readonly seed: number
  readonly out: string
}

/** Adds `rnp sample`, which draws pictures that the model makes up. */
export function addSample(program: Command): void {
  const command = program
    .command('sample')
    .description('draw samples from the prior, in part colours (PNG)')
    .option('--checkpoint <path>', CHECKPOINT_HELP)
    .option('--count <n>', 'how many', wholeNumber(1), 64)
    .option('--seed <n>', 'the same seed gives the same samples', wholeNumber(0), 0)
    .requiredOption('--out <file.png>', 'where to write')
  addEngineOptions(command).action(run)
}

async function run({ checkpoint, count, seed, out, ...options }: Options): Promise<void> {
  await withEngine(options, async (engine) => {
    const { model } = await openModel(checkpoint)
    sayEngine(engine)
    await saveFile(out, await encodePng(sampleSheet(await parseSamples(model, count, new Random(seed)))))
    print(out)
  })
}
