import { existsSync, readFileSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { cacheFolder } from '../../model/cacheFolder.ts'
import { say } from '../base/output.ts'
import { saveFile } from '../base/saveFile.ts'
import { run } from './run.mjs'

/** How long the download of 120 MB may take. */
const DOWNLOAD_TIMEOUT_MS = 180_000

/** After a failure, starts do not try again for this long. */
const RETRY_AFTER_MS = 24 * 60 * 60_000

/** The path of Electron's program; undefined if it has not been downloaded. */
export function electronProgram(folder: string): string | undefined {
  const named = path.join(folder, 'path.txt')
  if (!existsSync(named)) return undefined
  const program = path.join(folder, 'dist', readFileSync(named, 'utf8'))
  return existsSync(program) ? program : undefined
}

/**
 * Returns the path of Electron's program, which is downloaded if it is missing, because npm installs the package
 * without it. Returns undefined if that fails; it is then not tried again for a day, unless `again` is set.
 *
 * @param folder the folder of the electron package
 * @param options.timeout how long the download may take, ms
 */
export async function fetchElectron(
  folder: string,
  { again = false, timeout = DOWNLOAD_TIMEOUT_MS }: { again?: boolean; timeout?: number } = {},
): Promise<string | undefined> {
  const present = electronProgram(folder)
  if (present) return present
  const installer = path.join(folder, 'install.js')
  if (!existsSync(installer)) return undefined
  const failure = path.join(cacheFolder(), 'electron-failed')
  const failed = Number(await readFile(failure, 'utf8').catch(() => 0))
  if (!again && Date.now() - failed < RETRY_AFTER_MS) return undefined
  say('Downloading Electron, once (about 120 MB).')
  // Its output on failure is a stack, so it is not shown; the caller tells people.
  const code = await run(process.execPath, [installer], { stdio: 'ignore', timeout }).catch(() => 1)
  const program = code === 0 ? electronProgram(folder) : undefined
  if (program) await rm(failure, { force: true })
  else await saveFile(failure, String(Date.now()))
  return program
}
