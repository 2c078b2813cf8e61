import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { RnpError } from '../../../model/errors.ts'

/** The folder of an upload, in which the files of a window keep their relative paths. */
export function uploadFolder(workspace: string, upload: string): string {
  return join(workspace, 'uploads', upload)
}

/**
 * Returns the paths of the files and folders that a person dropped at once.
 *
 * @throws RnpError 'data' if nothing has arrived
 */
export async function uploadedPaths(workspace: string, upload: string): Promise<string[]> {
  const folder = uploadFolder(workspace, upload)
  const names = await readdir(folder).catch(() => [])
  if (names.length > 0) return names.sort().map((name) => join(folder, name))
  throw new RnpError('data/not-found', 'None of the dropped files has arrived.', 'Drop the files again.')
}
