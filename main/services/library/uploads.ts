import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { RnpError } from '../../../model/errors.ts'

/** The folder of an upload: files that a window has sent here lie in it as they lay there. */
export function uploadFolder(workspace: string, upload: string): string {
  return join(workspace, 'uploads', upload)
}

/** What was uploaded, as paths: what a person dropped at once. */
export async function uploadedPaths(workspace: string, upload: string): Promise<string[]> {
  const folder = uploadFolder(workspace, upload)
  const names = await readdir(folder).catch(() => [])
  if (names.length > 0) return names.sort().map((name) => join(folder, name))
  throw new RnpError('data/not-found', 'Nothing has arrived of that upload.', 'Drop the files again.')
}
