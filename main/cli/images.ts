import { type Command, Option } from 'commander'
import type { Ground } from '../../model/data/decode.ts'
import type { Invert } from '../../model/data/ground.ts'
import type { ImageSet } from '../../model/data/imageSet.ts'
import { GLYPHS } from '../../model/data/load.ts'
import { READABLE } from '../../model/data/recognise.ts'
import { say } from '../base/output.ts'
import { formatMany } from '../contract/counts.ts'
import { skippedLines } from './skipped.ts'

export const DATA_HELP = `${GLYPHS}, ${READABLE}`

export interface PictureFileOptions {
  readonly invert: Invert
  readonly alpha: Ground
}

/** Adds the options for how picture files are read. */
export function addPictureOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--invert <when>',
        'invert pictures, whose dark ink on light ground then becomes light ink on black',
      )
        .choices(['auto', 'always', 'never'])
        .default('auto'),
    )
    .addOption(
      new Option('--alpha <ground>', 'what lies behind transparent pixels')
        .choices(['white', 'black'])
        .default('white'),
    )
}

/** Prints on stderr what a person should know about a set: its size, how it was read, and what was skipped. */
export function describeSet({ name, count, notes, skipped }: ImageSet): void {
  const lines = [`${name}: ${formatMany(count, 'picture')}`, ...notes, ...skippedLines(skipped)]
  say(lines.join('\n  '))
}
