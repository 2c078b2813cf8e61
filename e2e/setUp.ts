import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { startBrowser } from './browser.ts'
import { makeHome, type RunningStudio, removeHome, startStudio } from './studio.ts'

/** A browser for a file of tests; each test has homes and apps of its own, which are gone when it ends. */
export function useApp() {
  let browser: Browser
  const homes: string[] = []
  const studios: RunningStudio[] = []
  beforeAll(async () => {
    browser = await startBrowser()
  }, 300_000)
  afterAll(() => browser?.close())
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close()
    for (const studio of studios.splice(0)) await studio.kill()
    for (const home of homes.splice(0)) await removeHome(home)
  })
  return {
    get browser() {
      return browser
    },
    async newHome(): Promise<string> {
      const home = await makeHome()
      homes.push(home)
      return home
    },
    async start(
      home: string,
      options: { args?: string[]; env?: Record<string, string> } = {},
    ): Promise<RunningStudio> {
      const studio = await startStudio(home, options)
      studios.push(studio)
      return studio
    },
  }
}
