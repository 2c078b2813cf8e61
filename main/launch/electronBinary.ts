import { existsSync, readFileSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { cacheFolder } from '../../model/cacheFolder.ts'
import { say } from '../base/output.ts'
import { saveFile } from '../base/saveFile.ts'
import { run } from './run.mjs'

/** How long its download may take, ms: 120 MB. */
const LIMIT = 180_000

/** How long a failure is remembered, ms: so long no start waits for another attempt. */
const DAY = 24 * 60 * 60_000

/** Electron's program, where it has been fetched. */
export function electronProgram(folder: string): string | undefined {
  const named = path.join(folder, 'path.txt')
  if (!existsSync(named)) return undefined
  const program = path.join(folder, 'dist', readFileSync(named, 'utf8'))
  return existsSync(program) ? program : undefined
}

/**
 * Electron's program, fetched where it is not there: npm installs the package without it. Where that fails it is said,
 * and not tried again for a day unless `again`; undefined then.
 *
 * @param folder of the electron package
 */
export async function fetchElectron(
  folder: string,
  { again = false, limit = LIMIT }: { again?: boolean; limit?: number } = {},
): Promise<string | undefined> {
  const present = electronProgram(folder)
  if (present) return present
  const installer = path.join(folder, 'install.js')
  if (!existsSync(installer)) return undefined
  const failure = path.join(cacheFolder(), 'electron-failed')
  const failed = Number(await readFile(failure, 'utf8').catch(() => 0))
  if (!again && Date.now() - failed < DAY) return undefined
  say('Fetching Electron, once (about 120 MB).')
  // What it says of a failure is a stack: our own line is for people.
  const code = await run(process.execPath, [installer], { stdio: 'ignore', timeout: limit }).catch(() => 1)
  const program = code === 0 ? electronProgram(folder) : undefined
  if (program) await rm(failure, { force: true })
  else await saveFile(failure, String(Date.now()))
  return program
}
