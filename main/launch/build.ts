import path from 'node:path'
import { RnpError } from '../../model/errors.ts'
import { say } from '../cli/output.ts'
import { fromSources, out, root } from './places.ts'
import { run } from './run.mjs'
import { fingerprint, isFresh, saveStamp } from './stamp.ts'

/** Something that is built: from what, and by which program of node_modules. */
interface Target {
  readonly name: string
  /** What it was built from is kept beside it under this name. */
  readonly stamp: string
  readonly sources: readonly string[]
  readonly steps: readonly (readonly string[])[]
}

const COMMON = ['package-lock.json', 'tsconfig.json']

export const pages: Target = {
  name: 'the pages of the window',
  stamp: 'renderer.stamp',
  sources: [...COMMON, 'renderer', 'main/contract', 'vite.config.ts'],
  steps: [['vite/bin/vite.js', 'build', '--logLevel', 'warn']],
}

export const program: Target = {
  name: 'the program for Electron',
  stamp: 'main.stamp',
  sources: [...COMMON, 'main', 'model', 'assets', 'tsconfig.build.json'],
  steps: [['typescript/bin/tsc', '--project', 'tsconfig.build.json'], ['../main/launch/copyAssets.ts']],
}

/** Builds what is not as its sources are, saying so. Does nothing where there are no sources. */
export async function build(...targets: readonly Target[]): Promise<void> {
  if (!fromSources) return
  for (const { name, stamp: file, sources, steps } of targets) {
    const stamp = path.join(out, file)
    if (await isFresh(stamp, root, sources)) continue
    say(`Building ${name}; the next start finds it built.`)
    const print = await fingerprint(root, sources)
    for (const [tool, ...args] of steps) {
      const code = await run(process.execPath, [path.join(root, 'node_modules', tool), ...args], {
        cwd: root,
        // What a build says is for people; results go to stdout.
        stdio: ['ignore', 2, 2],
      })
      if (code === 0) continue
      throw new RnpError(
        'usage',
        `${name[0].toUpperCase()}${name.slice(1)} could not be built: ${path.basename(tool)} ended with ${code}.`,
        'What is wrong is said above; npm test says more.',
      )
    }
    await saveStamp(stamp, print)
  }
}
