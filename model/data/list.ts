import { basename } from 'node:path'
import { RnpError } from '../errors.ts'
import { files, listFiles } from './formats/files.ts'
import { fileFormats, formatNamed } from './formats/index.ts'
import type { ListedPicture, Listing, ListOptions } from './listing.ts'
import { recognise } from './recognise.ts'

/**
 * Lists the pictures at some paths, whatever each is (formats/), without decoding any. Of several paths the picture files
 * come first, together; folders and zips among them give their names to the labels. What cannot be listed among others
 * is in `skipped`.
 *
 * @param options `hint` is what a person is told to give where there is nothing at a path
 * Throws a data error where nothing at all can be read, and the reason of the signal once that is aborted.
 */
export async function listSource(
  paths: readonly string[],
  { hint, ...options }: ListOptions & { readonly hint?: string } = {},
): Promise<Listing> {
  if (paths.length === 1) {
    const { place, format } = await recognise(paths[0], hint)
    return format.list(place, options)
  }
  for (const { listTogether } of fileFormats) {
    const together = listTogether?.(paths)
    if (together) return together
  }
  const loose: string[] = []
  const listings: Listing[] = []
  const skipped: { file: string; reason: string }[] = []
  let first: RnpError | undefined
  for (const path of paths) {
    options.signal?.throwIfAborted()
    try {
      const { place, format } = await recognise(path, hint)
      if (format.name === files.name) loose.push(path)
      else listings.push(named(await format.list(place, options)))
    } catch (error) {
      if (!(error instanceof RnpError)) throw error
      first ??= error
      skipped.push({ file: path, reason: error.message })
    }
  }
  if (first && loose.length === 0 && listings.length === 0) throw first
  if (loose.length > 0) listings.unshift(listFiles(loose, options))
  return {
    name: listings.length === 1 ? listings[0].name : `${basename(paths[0])} and ${paths.length - 1} more`,
    kind: sharedKind(listings),
    pictures: listings.flatMap(({ pictures }) => pictures),
    skipped: [...listings.flatMap((listing) => listing.skipped), ...skipped],
    notes: listings.flatMap(({ notes }) => notes),
  }
}

/** The format of all listings, where they have the same and it says which is light: any other mixture is one of files. */
function sharedKind(listings: readonly Listing[]): string {
  const [kind, ...others] = new Set(listings.map((listing) => listing.kind))
  return others.length === 0 && formatNamed(kind)?.invert ? kind : files.name
}

/** A folder or zip among others, as if they all lay in one folder: its labels begin with its name. */
function named(listing: Listing): Listing {
  if (!formatNamed(listing.kind)?.labelledByFolders) return listing
  const name = listing.name.replace(/\.zip$/i, '')
  const label = ({ label }: ListedPicture) => {
    return label === undefined || label === '.' ? name : `${name}/${label}`
  }
  return { ...listing, pictures: listing.pictures.map((each) => ({ ...each, label: label(each) })) }
}
