import { type Command, InvalidArgumentError, Option } from 'commander'
import { RnpError } from '../../model/errors.ts'
import { type PictureFilter, type PictureSet, pictureFilter, split } from '../contract/library.ts'

/** A filter of the contract as given on the command line, where sets are named by id or name. */
export type FilterOptions = Omit<PictureFilter, 'sets' | 'parsed'> & { readonly sets?: readonly string[] }

/**
 * Adds options that narrow a parse to some pictures of the library, named as in the contract's filter. There is no
 * option for `parsed`, because the command always parses those that are not parsed yet.
 */
export function addFilterOptions(command: Command): Command {
  return command
    .option('--sets <sets...>', 'only pictures of these sets, by id or name')
    .option('--labels <labels...>', 'only pictures with one of these labels')
    .addOption(new Option('--splits <splits...>', 'only pictures of these splits').choices(split.options))
    .option('--missing', 'only pictures whose file is missing')
    .option('--no-missing', 'only pictures whose file is not missing')
    .option('--text <text>', 'only pictures with this text in their name or label', searchText)
}

/**
 * Converts options to a filter.
 *
 * @throws RnpError 'usage' if there is no such set
 */
export function filterOf(options: FilterOptions, sets: readonly PictureSet[]): PictureFilter {
  const { labels, splits, missing, text } = options
  return { labels, splits, missing, text, sets: options.sets?.flatMap((given) => idsOf(given, sets)) }
}

/** The ids of all sets with a name; if there are none, the id itself. */
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
