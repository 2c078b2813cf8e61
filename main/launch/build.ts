import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { RnpError } from '../../model/errors.ts'
import { say } from '../base/output.ts'
import { fromSources, out, root } from '../base/places.ts'
import { withLock } from './lock.mjs'
import { run } from './run.mjs'
import { fingerprint, isFresh, saveStamp } from './stamp.ts'

/** Something that is built, from sources and by programs in node_modules. */
interface Target {
  readonly name: string
  /** Name of the file that keeps the fingerprint of the sources it was built from. */
  readonly stamp: string
  readonly sources: readonly string[]
  /** Its folders in out/, which are emptied first. */
  readonly folders: readonly string[]
  readonly steps: readonly (readonly string[])[]
}

const COMMON = ['package.json', 'package-lock.json', 'tsconfig.json']

/** Files of model/ that the contract imports. */
const CONTRACT_IMPORTS = [
  'model/errors.ts',
  'model/data/hidden.ts',
  'model/data/imageFormats.ts',
  'model/rnp/config.ts',
  'model/training/settings.ts',
]

export const pages: Target = {
  name: 'the pages of the window',
  stamp: 'renderer.stamp',
  sources: [...COMMON, 'renderer', 'main/contract', 'vite.config.ts', ...CONTRACT_IMPORTS],
  folders: ['renderer'],
  steps: [['vite/bin/vite.js', 'build', '--logLevel', 'warn']],
}

export const program: Target = {
  name: 'the program for Electron',
  stamp: 'main.stamp',
  sources: [...COMMON, 'main', 'model', 'assets', 'tsconfig.build.json'],
  folders: ['main', 'model', 'assets'],
  steps: [['typescript/bin/tsc', '--project', 'tsconfig.build.json'], ['../main/launch/copyAssets.ts']],
}

/**
 * Builds the targets that are out of date, and says so. Does nothing if there are no sources.
 *
 * @throws RnpError 'usage' if a step fails, which has printed why
 */
export async function build(...targets: readonly Target[]): Promise<void> {
  if (!fromSources || (await areFresh(targets))) return
  await mkdir(out, { recursive: true })
  const wait = () => say('Waiting for another start that is building.')
  await withLock(path.join(out, '.building'), wait, () => buildNow(targets))
}

async function areFresh(targets: readonly Target[]): Promise<boolean> {
  const fresh = targets.map(({ stamp, sources }) => isFresh(path.join(out, stamp), root, sources))
  return (await Promise.all(fresh)).every(Boolean)
}

async function buildNow(targets: readonly Target[]): Promise<void> {
  for (const { name, stamp: file, sources, folders, steps } of targets) {
    const stamp = path.join(out, file)
    if (await isFresh(stamp, root, sources)) continue
    say(`Building ${name}; the next start finds it built.`)
    const print = await fingerprint(root, sources)
    // Files whose source is gone must not end up in packages.
    for (const folder of folders) await rm(path.join(out, folder), { recursive: true, force: true })
    for (const [tool, ...args] of steps) {
      const code = await run(process.execPath, [path.join(root, 'node_modules', tool), ...args], {
        cwd: root,
        // The output of a build is for people; stdout is for results.
        stdio: ['ignore', 2, 2],
      })
      if (code === 0) continue
      throw new RnpError(
        'usage/failed',
        `${name[0].toUpperCase()}${name.slice(1)} could not be built: ${path.basename(tool)} ended with ${code}.`,
        'The error is printed above; npm test says more.',
      )
    }
    await saveStamp(stamp, print)
  }
}
