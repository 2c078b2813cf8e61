// `npm run dist` runs this: it makes packages for this system, or those that the arguments name (docs/packaging.md).
import path from 'node:path'
import { root } from '../base/places.ts'
import { report } from '../terminal/errors.ts'
import { build, pages, program } from './build.ts'
import { run } from './run.mjs'

try {
  await build(pages, program)
  const builder = path.join(root, 'node_modules/electron-builder/out/cli/cli.js')
  const args = [builder, '--publish', 'never', ...process.argv.slice(2)]
  process.exitCode = await run(process.execPath, args, { cwd: root })
} catch (error) {
  process.exitCode = report(error, { debug: process.argv.includes('--debug'), help: '' })
}
