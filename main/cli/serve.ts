import type { Command } from 'commander'
import { build, pages } from '../launch/build.ts'
import { addPageOptions, type PageOptions, pathsArgument } from '../terminal/appOptions.ts'

/** Adds `rnp serve`, which serves the app as a page on a loopback address, also for a browser over an SSH tunnel. */
export function addServe(program: Command): void {
  const command = program
    .command('serve')
    .description('serve the app as a page on 127.0.0.1, for a browser here or over an SSH tunnel')
    .addArgument(pathsArgument())
  addPageOptions(command).action(async (paths: string[] | undefined, options: PageOptions) => {
    await build(pages)
    const { servePage } = await import('../web/page.ts')
    await servePage(options, paths)
  })
}
