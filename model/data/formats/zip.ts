import { basename } from 'node:path'
import { arrange, type Placed } from '../arrange.ts'
import { isHidden } from '../hidden.ts'
import { byBytes } from '../order.ts'
import { Recent } from '../recent.ts'
import { openZip, type ZipMember, zipNames } from '../zip.ts'
import type { FileFormat, PictureKind, PictureReader } from './format.ts'

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
    const { pictures, skipped } = arrange(await membersOf(path), seed)
    onFound?.(pictures.length)
    return { name: basename(path), kind: zip.name, pictures, skipped, notes: [] }
  },
  inFolder: {
    named: /\.zip$/i,
    places: async (path, at) => {
      const folder = at.slice(0, -'.zip'.length)
      return (await membersOf(path)).map((each) => ({ ...each, at: `${folder}/${each.at}` }))
    },
  },
  pictures: members,
}

export function isZip(start: Buffer): boolean {
  return start.subarray(0, 2).toString() === 'PK'
}

/** The members of a zip that are not hidden, in byte order. */
async function membersOf(path: string): Promise<Placed[]> {
  const names: string[] = []
  for await (const name of zipNames(path)) if (!isHidden(name)) names.push(name)
  const root = names[0]?.slice(0, names[0].indexOf('/') + 1) ?? ''
  const nested = names.every((name) => name.startsWith(root)) ? root.length : 0
  return names
    .sort(byBytes)
    .map((member) => ({ at: member.slice(nested), picture: { kind: members.name, path, member } }))
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
