import { basename } from 'node:path'
import { arrange } from '../arrange.ts'
import { isHidden } from '../hidden.ts'
import type { Skipped } from '../imageSet.ts'
import { byBytes } from '../order.ts'
import { Recent } from '../recent.ts'
import { openZip, type ZipMember, zipNames } from '../zip.ts'
import type { FileFormat, InFolder, PictureKind, PictureReader } from './format.ts'

/** Archives that stay open for the next picture. */
const MAX_OPEN_ARCHIVES = 8

/** Pictures that are members of an archive. The `member` of each is its name there. */
export const members: PictureKind = {
  name: 'zip',
  nameOf: ({ member }) => basename(member),
  reader,
}

/** A zip of pictures, read like a folder. If everything in it lies in a single folder, that folder is ignored. */
export const zip: FileFormat = {
  name: 'zip',
  about: 'a zip of pictures',
  labelledByFolders: true,
  recognises: (place) => 'start' in place && isZip(place.start),
  list: async ({ path }, { seed, onFound }) => {
    const { placed, skipped } = await membersOf(path)
    const arranged = arrange(placed, seed)
    onFound?.(arranged.pictures.length)
    return {
      ...arranged,
      name: basename(path),
      kind: zip.name,
      skipped: [...skipped, ...arranged.skipped],
    }
  },
  inFolder: {
    named: /\.zip$/i,
    places: async (path, at) => {
      const folder = at.slice(0, -'.zip'.length)
      const { placed, skipped } = await membersOf(path)
      return { placed: placed.map((each) => ({ ...each, at: `${folder}/${each.at}` })), skipped }
    },
  },
  pictures: members,
}

export function isZip(start: Buffer): boolean {
  return start.subarray(0, 2).toString() === 'PK'
}

/** The members of a zip that are not hidden, in byte order. */
async function membersOf(path: string): Promise<InFolder> {
  const names = new Set<string>()
  const skipped: Skipped[] = []
  for await (const { name, fault } of zipNames(path)) {
    const file = `${path} ${name}`
    if (fault !== undefined) skipped.push({ file, reason: fault })
    if (fault !== undefined || isHidden(name)) continue
    if (names.has(name)) skipped.push({ file, reason: 'is in the archive twice; the last one is taken' })
    names.add(name)
  }
  const [first = ''] = names
  const root = first.slice(0, first.indexOf('/') + 1)
  const nested = [...names].every((name) => name.startsWith(root)) ? root.length : 0
  const placed = [...names]
    .sort(byBytes)
    .map((member) => ({ at: member.slice(nested), picture: { kind: members.name, path, member } }))
  return { placed, skipped }
}

function reader(): PictureReader {
  const archives = new Recent({
    load: async (path) => {
      const { members, close } = await openZip(path)
      return { members: new Map(members.map((member): [string, ZipMember] => [member.name, member])), close }
    },
    sizeOf: () => 1,
    limit: MAX_OPEN_ARCHIVES,
    release: ({ close }) => close(),
  })
  return {
    read: ({ path, member }) =>
      archives.use(path, ({ members }) => {
        const found = members.get(member)
        if (!found) throw new Error(`${path} has no ${member} (any more)`)
        return found.read()
      }),
    close: () => archives.clear(),
  }
}
