import { type Command, Option } from 'commander'
import { backends } from '../engine/names.ts'
import { wholeNumber } from './options.ts'

/** Adds the options that choose the engine. */
export function addEngineOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--backend <name>',
        'what computes: auto is the fastest on this machine, cpu is slow (see rnp engine)',
      )
        .choices(['auto', ...backends])
        .default('auto'),
    )
    .option('--threads <n>', 'threads of the simd backend (default: one per core, at most 8)', wholeNumber(1))
}
