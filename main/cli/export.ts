import { copyFile, readdir } from 'node:fs/promises'
import path from 'node:path'
import type { Command } from 'commander'
import { METRICS_FILE } from '../../model/checkpoint/metrics.ts'
import { readCheckpoint, writeModel } from '../../model/checkpoint/store.ts'
import { RnpError } from '../../model/errors.ts'
import { withoutPrefix, withPrefix } from '../../model/training/tensorSets.ts'
import { print } from '../base/output.ts'

interface Options {
  readonly checkpoint: string
  readonly out: string
  readonly full?: boolean
}

/** Adds `rnp export`, which writes a trained model to share, without what only resuming needs. */
export function addExport(program: Command): void {
  program
    .command('export')
    .description('write a trained model to share: its averaged weights in half precision, with its metrics')
    .requiredOption('--checkpoint <path>', "a run's folder (its best checkpoint), or a checkpoint's")
    .requiredOption('--out <folder>', 'a new folder')
    .option('--full', 'keep single precision')
    .action(run)
}

async function run({ checkpoint, out, full }: Options): Promise<void> {
  if (await exists(out)) {
    throw new RnpError('usage/exists', `${out} already exists.`, 'Name a new folder with --out.')
  }
  const { manifest, tensors, path: folder } = await readCheckpoint(checkpoint, 'best')
  const { config, step, data, metrics, versions } = manifest
  const average = new Map(withPrefix('average/', withoutPrefix('average/', tensors)))
  await writeModel(out, { config, step, data, metrics, versions, tensors: average, half: !full })
  await copyFile(metricsOf(folder), path.join(out, METRICS_FILE)).catch(ignoreMissing)
  print(out)
}

/** The metrics of a checkpoint: a run keeps them beside its checkpoints, an exported model in its own folder. */
function metricsOf(checkpoint: string): string {
  const parent = path.dirname(checkpoint)
  const holder = path.basename(parent) === 'checkpoints' ? path.dirname(parent) : checkpoint
  return path.join(holder, METRICS_FILE)
}

const exists = (folder: string) =>
  readdir(folder).then(
    () => true,
    () => false,
  )

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error
}
