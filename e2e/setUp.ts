import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { build, pages } from '../main/launch/build.ts'
import { findBrowser, NO_BROWSER, startBrowser } from './browser.ts'
import { writeGlyphs } from './pictures.ts'
import { makeHome, type RunningStudio, removeHome, startStudio } from './studio.ts'
import { openWindow, type Theme, type Window } from './window.ts'

/**
 * Gives a file of tests a browser. Each test makes homes and apps of its own, which are removed when it ends. Without a
 * browser the tests are skipped, with the reason.
 */
export function useApp() {
  let browser: Browser | undefined
  const homes: string[] = []
  const studios: RunningStudio[] = []
  beforeAll(async () => {
    if (!findBrowser()) return
    // Built here, because the first app to start would otherwise build in the time of a test.
    await build(pages)
    browser = await startBrowser()
  })
  beforeEach((context) => context.skip(!browser, NO_BROWSER))
  afterAll(() => browser?.close())
  afterEach(async () => {
    for (const context of browser?.contexts() ?? []) await context.close()
    for (const studio of studios.splice(0)) await studio.kill()
    for (const home of homes.splice(0)) await removeHome(home)
  })
  const newHome = async (): Promise<string> => {
    const home = await makeHome()
    homes.push(home)
    return home
  }
  const start = async (...args: Parameters<typeof startStudio>): Promise<RunningStudio> => {
    const studio = await startStudio(...args)
    studios.push(studio)
    return studio
  }
  const open = (studio: RunningStudio, theme?: Theme): Promise<Window> => openWindow(browser!, studio, theme)
  return {
    newHome,
    start,
    open,
    /** Starts an app whose library has a folder of `count` glyphs, and opens its window. */
    async openGlyphs(count: number, theme?: Theme) {
      const home = await newHome()
      const folder = join(home, 'glyphs')
      await writeGlyphs(folder, count)
      const studio = await start(home, { args: [folder] })
      const window = await open(studio, theme)
      await window.page.getByRole('button', { name: `All pictures ${count}` }).waitFor()
      return { home, studio, ...window }
    },
  }
}
