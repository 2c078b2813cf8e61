import { print, say } from '../base/output.ts'
import { forkNode } from '../processes/fork.ts'
import { openPaths } from '../shells/openPaths.ts'
import { openSite } from '../shells/site.ts'
import { startStudio } from '../shells/startStudio.ts'
import type { PageOptions } from '../terminal/appOptions.ts'
import { interruptible } from '../terminal/interrupt.ts'
import { hasDisplay } from './display.ts'
import { keepPort, lastPort } from './lastPort.ts'
import { openBrowser } from './openBrowser.ts'
import { serveWeb } from './server.ts'

/**
 * Runs the app as a page until it is stopped. Prints its address, which contains the token, on stdout and opens the
 * browser if there is a display.
 */
export async function servePage(
  { workspace, port, open, backend, threads }: PageOptions,
  paths: readonly string[] = [],
): Promise<void> {
  const stopping = Promise.withResolvers<void>()
  await interruptible(
    () => {
      say('\nClosing.')
      stopping.resolve()
    },
    async () => {
      const studio = await startStudio({
        kind: 'web',
        spawn: forkNode,
        workspace,
        engine: { backend, threads },
      })
      try {
        const { db } = studio.context
        const site = await openSite(studio.media)
        const server = await serveWeb(studio.router, site, { port, preferred: lastPort(db) })
        try {
          keepPort(db, server.port)
          studio.setAddress(`http://127.0.0.1:${server.port}/`)
          print(server.address)
          say('The address has a key: it is for you alone. Ctrl-C closes RNP Studio.')
          if (open && hasDisplay()) openBrowser(server.addressForOnce())
          await openPaths(studio.client, paths)
          await stopping.promise
        } finally {
          await server.close()
        }
      } finally {
        await studio.close()
      }
    },
  )
}
