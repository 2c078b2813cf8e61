import { basename, join, sep } from 'node:path'
import { RnpError } from '../../errors.ts'
import { arrange, type Placed } from '../arrange.ts'
import { walk } from '../walk.ts'
import { fileAddress } from './files.ts'
import type { FileFormat, InFolder } from './format.ts'

/**
 * The format of folders of pictures: every file under the folder, in the byte order of their paths, with labels and
 * splits by `arrange`. Links are followed, but no folder is read twice. Files of the formats in `inside` that have their
 * usual names are read as if they were folders of that name; all others are not opened, and may turn out not to be
 * pictures.
 */
export function folderWith(inside: readonly FileFormat[]): FileFormat {
  /** The pictures in one file of a folder. */
  async function placesOf(folder: string, file: string): Promise<InFolder> {
    const path = join(folder, file)
    const at = file.replaceAll(sep, '/')
    const format = inside.find(({ inFolder }) => inFolder?.named.test(basename(file)))
    if (!format) return { placed: [{ at, picture: fileAddress(path) }], skipped: [] }
    return format.inFolder!.places(path, at)
  }

  const folder: FileFormat = {
    name: 'folder',
    about: 'a folder of pictures',
    labelledByFolders: true,
    recognises: (place) => 'entries' in place,
    list: async ({ path }, options) => {
      const { files, skipped } = await walk(path, options)
      const placed: Placed[] = []
      const remarks = new Set<string>()
      for (const file of files) {
        options.signal?.throwIfAborted()
        try {
          const found = await placesOf(path, file)
          for (const each of found.placed) placed.push(each)
          for (const each of found.skipped) skipped.push(each)
          for (const each of found.remarks ?? []) remarks.add(each)
        } catch (error) {
          if (!(error instanceof RnpError)) throw error
          skipped.push({ file: join(path, file), reason: error.message })
        }
      }
      const { pictures, skipped: outside, notes } = arrange(placed, options.seed)
      return {
        name: basename(path),
        kind: folder.name,
        pictures,
        skipped: [...skipped, ...outside],
        notes,
        remarks: [...remarks],
      }
    },
  }
  return folder
}
