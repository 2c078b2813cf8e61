import { basename } from 'node:path'
import { RnpError } from '../errors.ts'
import { listFiles, listFolder, listZip } from './folder.ts'
import type { ListedPicture, Listing, ListOptions } from './listing.ts'
import { areMnist, listIdx, listMnist, listMnistFiles } from './mnist.ts'
import { listOmniglot } from './omniglot.ts'
import { recognise } from './recognise.ts'

const listers = {
  mnist: listMnist,
  omniglot: listOmniglot,
  folder: listFolder,
  idx: listIdx,
  zip: listZip,
  picture: (path: string, options?: ListOptions) => listFiles([path], options),
}

/**
 * Lists the pictures at some paths, whatever each is (as load.ts reads them), without decoding any. Of several paths
 * the picture files come first, together; folders and zips among them give their names to the labels. What cannot be
 * listed among others is in `skipped`.
 *
 * Throws a data error where nothing at all can be read, and the reason of the signal once that is aborted.
 */
export async function listSource(paths: readonly string[], options: ListOptions = {}): Promise<Listing> {
  if (paths.length === 1) return listers[await recognise(paths[0])](paths[0], options)
  if (areMnist(paths)) return listMnistFiles(paths)
  const files: string[] = []
  const listings: Listing[] = []
  const skipped: { file: string; reason: string }[] = []
  let first: RnpError | undefined
  for (const path of paths) {
    options.signal?.throwIfAborted()
    try {
      const kind = await recognise(path)
      if (kind === 'picture') files.push(path)
      else listings.push(named(await listers[kind](path, options)))
    } catch (error) {
      if (!(error instanceof RnpError)) throw error
      first ??= error
      skipped.push({ file: path, reason: error.message })
    }
  }
  if (first && files.length === 0 && listings.length === 0) throw first
  if (files.length > 0) listings.unshift(listFiles(files, options))
  const kinds = new Set(listings.map(({ kind }) => kind))
  return {
    name: `${basename(paths[0])} and ${paths.length - 1} more`,
    kind: kinds.size === 1 && kinds.has('idx') ? 'idx' : 'files',
    pictures: listings.flatMap(({ pictures }) => pictures),
    skipped: [...listings.flatMap((listing) => listing.skipped), ...skipped],
    notes: listings.flatMap(({ notes }) => notes),
  }
}

/** A folder or zip among others, as if they all lay in one folder: its labels begin with its name. */
function named(listing: Listing): Listing {
  if (listing.kind !== 'folder' && listing.kind !== 'zip') return listing
  const name = listing.name.replace(/\.zip$/i, '')
  const label = ({ label }: ListedPicture) => {
    return label === undefined || label === '.' ? name : `${name}/${label}`
  }
  return { ...listing, pictures: listing.pictures.map((each) => ({ ...each, label: label(each) })) }
}
