/** Lower-case names of what operating systems store beside people's files: bins, thumbnails, resource forks. */
const SYSTEM = new Set([
  '__macosx',
  '@eadir',
  '#recycle',
  '$recycle.bin',
  'desktop.ini',
  'lost+found',
  'system volume information',
  'thumbs.db',
])

/**
 * Whether a file is hidden, or belongs to the operating system, or lies in such a folder. It is not a picture that a
 * person meant to give.
 *
 * @param path of the file from the folder or archive that was given, with forward slashes
 */
export function isHidden(path: string): boolean {
  return path.split('/').some((name) => {
    // Some archives name their files from ".".
    if (name === '.' || name === '..') return false
    return name.startsWith('.') || SYSTEM.has(name.toLowerCase())
  })
}
