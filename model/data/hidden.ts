/** What systems keep beside people's files, in small letters: bins, thumbnails, resource forks. */
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
 * Whether a file is hidden, or one that a system keeps for itself, or lies in such a folder: no picture that a person has
 * given, wherever it comes from.
 *
 * @param path below what was given, with forward slashes. What is given by name is taken as it is.
 */
export function isHidden(path: string): boolean {
  return path.split('/').some((name) => name.startsWith('.') || SYSTEM.has(name.toLowerCase()))
}
