import { isHidden } from '../../main/contract/fileNames.ts'

/** A file to send to the app, with its path relative to what was dropped. */
export interface FileToSend {
  readonly path: string
  readonly file: File
}

/** The part that we use of a FileSystemEntry (File and Directory Entries API). */
export interface DroppedEntry {
  readonly name: string
  readonly isFile: boolean
  readonly isDirectory: boolean
  file?(found: (file: File) => void, failed: (error: unknown) => void): void
  createReader?(): {
    readEntries(found: (entries: DroppedEntry[]) => void, failed: (error: unknown) => void): void
  }
}

/**
 * Walks through every dropped file, in folders and their subfolders. Hidden files and folders inside of dropped folders are
 * left out. So is what cannot be read, whose path `onUnreadable` receives.
 */
export async function* walkDropped(
  entries: readonly DroppedEntry[],
  onUnreadable: (path: string) => void = () => {},
  below = '',
): AsyncGenerator<FileToSend> {
  for (const entry of entries) {
    if (below && isHidden(entry.name)) continue
    const path = below + entry.name
    try {
      if (entry.isFile) yield { path, file: await fileOf(entry) }
      else yield* walkDropped(await entriesOf(entry), onUnreadable, `${path}/`)
    } catch {
      onUnreadable(path)
    }
  }
}

/** An entry for a file that has none, such as an image dragged from a web page. */
export function entryOf(file: File | null): DroppedEntry | null {
  return file && { name: file.name, isFile: true, isDirectory: false, file: (found) => found(file) }
}

function fileOf(entry: DroppedEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file!(resolve, reject))
}

/** All entries of a folder, sorted by name. Browsers return a hundred at a time, and an empty list at the end. */
async function entriesOf(entry: DroppedEntry): Promise<DroppedEntry[]> {
  const reader = entry.createReader!()
  const all: DroppedEntry[] = []
  for (;;) {
    const some = await new Promise<DroppedEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (some.length === 0) return all.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
    all.push(...some)
  }
}

/** The files of an <input type=file>, with their paths if a folder was chosen. */
export function filesOfInput(files: Iterable<File>): FileToSend[] {
  return [...files]
    .map((file) => ({ path: file.webkitRelativePath || file.name, file }))
    .filter(({ path }) => !isHidden(path.slice(path.indexOf('/') + 1)))
}

/** A name for a set of these files: the folder they share, else the first file. */
export function nameOfFiles(paths: readonly string[]): string {
  const [first] = paths
  if (!first) return 'Pictures'
  const folder = first.includes('/') ? first.split('/')[0] : undefined
  if (folder && paths.every((path) => path.startsWith(`${folder}/`))) return folder
  return paths.length === 1 ? first : `${first} and ${paths.length - 1} more`
}
