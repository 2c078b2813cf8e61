import { basename } from 'node:path'
import { RnpError } from '../errors.ts'
import { files, listFiles } from './formats/files.ts'
import { fileFormats, formatNamed } from './formats/index.ts'
import type { ListedPicture, Listing, ListOptions } from './listing.ts'
import { recognise } from './recognise.ts'

/**
 * Lists the pictures at some paths, of whatever format each is (formats/), without decoding any. Of several paths the
 * picture files come first, together; the labels of a folder or zip among them begin with its name. Of several paths,
 * those that cannot be listed are in `skipped`.
 *
 * @param options `hint` tells a person what to give where there is nothing at a path
 * @throws RnpError 'data' where nothing at all can be read, and the signal's reason once it is aborted
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
    remarks: [...new Set(listings.flatMap(({ remarks = [] }) => remarks))],
  }
}

/** The common format of all listings, if they have one and it defines inversion; any other mixture counts as files. */
function sharedKind(listings: readonly Listing[]): string {
  const [kind, ...others] = new Set(listings.map((listing) => listing.kind))
  return others.length === 0 && formatNamed(kind)?.invert ? kind : files.name
}

/** Labels a folder or zip among others as if they all lay in one folder: its labels begin with its name. */
function named(listing: Listing): Listing {
  if (!formatNamed(listing.kind)?.labelledByFolders) return listing
  const name = listing.name.replace(/\.zip$/i, '')
  const label = ({ label }: ListedPicture) => {
    return label === undefined || label === '.' ? name : `${name}/${label}`
  }
  return { ...listing, pictures: listing.pictures.map((each) => ({ ...each, label: label(each) })) }
}
