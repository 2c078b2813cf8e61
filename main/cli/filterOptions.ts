import { type Command, InvalidArgumentError, Option } from 'commander'
import { RnpError } from '../../model/errors.ts'
import { type PictureFilter, type PictureSet, pictureFilter, split } from '../contract/library.ts'

/** A filter of the contract as it is given on the command line: sets by id or name. */
export type FilterOptions = Omit<PictureFilter, 'sets' | 'parsed'> & { readonly sets?: readonly string[] }

/**
 * Options that narrow a parse to some pictures of the library, in the words of the contract's filter. Whether they are
 * parsed is none of them: those that are not are taken by themselves.
 */
export function addFilterOptions(command: Command): Command {
  return command
    .option('--sets <sets...>', 'only of these sets, by id or name')
    .option('--labels <labels...>', 'only with one of these labels')
    .addOption(new Option('--splits <splits...>', 'only of these splits').choices(split.options))
    .option('--missing', 'only those whose file is not where it was')
    .option('--no-missing', 'only those whose file is there')
    .option('--text <text>', 'only with this in the name or the label', searchText)
}

/** The filter of those options. Throws a usage error where there is no such set. */
export function filterOf(options: FilterOptions, sets: readonly PictureSet[]): PictureFilter {
  const { labels, splits, missing, text } = options
  return { labels, splits, missing, text, sets: options.sets?.flatMap((given) => idsOf(given, sets)) }
}

/** A set's id; of a name, those of all sets that have it. */
function idsOf(given: string, sets: readonly PictureSet[]): number[] {
  const named = sets.filter(({ name }) => name === given)
  const meant = named.length > 0 ? named : sets.filter(({ id }) => String(id) === given)
  if (meant.length > 0) return meant.map(({ id }) => id)
  throw new RnpError(
    'usage/invalid',
    `There is no set ${given} in the library.`,
    'rnp library list shows the sets with their ids.',
  )
}

function searchText(text: string): string {
  const { success } = pictureFilter.shape.text.safeParse(text)
  if (!success) throw new InvalidArgumentError('Give at most 200 characters.')
  return text
}
