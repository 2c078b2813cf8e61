// `npm run build` runs this: it builds everything that Electron starts, into out/.
import { report } from '../terminal/errors.ts'
import { build, pages, program } from './build.ts'

try {
  await build(pages, program)
} catch (error) {
  process.exitCode = report(error, { debug: process.argv.includes('--debug'), help: '' })
}
