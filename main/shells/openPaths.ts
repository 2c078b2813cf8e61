import path from 'node:path'
import { say } from '../base/output.ts'
import { refusalOf } from '../base/refusal.ts'
import type { Studio } from '../contract/index.ts'

/** Starts the import of the files and folders that the app was started with. A refusal is printed. */
export async function openPaths(studio: Pick<Studio, 'library'>, paths: readonly string[]): Promise<void> {
  if (paths.length === 0) return
  try {
    await studio.library.import({ source: { paths: paths.map((place) => path.resolve(place)) } })
  } catch (error) {
    const refused = refusalOf(error)
    if (!refused) throw error
    say(`${refused.message} ${refused.hint}`)
  }
}
