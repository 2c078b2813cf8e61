// `npm start` runs this: the app in Electron if that can be had, else as a page on a loopback address.
import path from 'node:path'
import { RnpError } from '../../model/errors.ts'
import { say } from '../base/output.ts'
import { root } from '../base/places.ts'
import { type AppOptions, appCommand } from '../terminal/appOptions.ts'
import { report } from '../terminal/errors.ts'
import { hasDisplay } from '../web/display.ts'
import { build, pages, program } from './build.ts'
import { chooseShell } from './chooseShell.ts'
import { fetchElectron } from './electronBinary.ts'
import { run } from './run.mjs'

try {
  await appCommand().action(start).parseAsync()
} catch (error) {
  process.exitCode = report(error, {
    debug: process.argv.includes('--debug'),
    help: 'npm start -- --help lists the options.',
  })
}

async function start(paths: string[] | undefined, options: AppOptions): Promise<void> {
  const { web, electron } = options
  const fetch = () => fetchElectron(path.join(root, 'node_modules/electron'), { again: electron === true })
  const choice = await chooseShell({ web, electron, hasDisplay: hasDisplay() }, fetch)
  if ('program' in choice) {
    await build(pages, program)
    process.exitCode = await run(choice.program, [root, ...electronArguments(options), ...(paths ?? [])])
    return
  }
  if (electron) {
    throw new RnpError(
      'usage/not-installed',
      'Electron is not installed and cannot be downloaded.',
      'Connect to the network and start again, or leave --electron out for a page in the browser.',
    )
  }
  await build(pages)
  if (choice.why) say(choice.why)
  // Imported here, because it takes a while and Electron does not need it.
  const { servePage } = await import('../web/page.ts')
  await servePage(options, paths)
}

/** The options that the app in Electron also accepts. */
function electronArguments({ workspace, backend, threads }: AppOptions): string[] {
  const given = { workspace: workspace && path.resolve(workspace), backend, threads }
  return Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}=${value}`]))
}
