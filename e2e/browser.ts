import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome', 'msedge']

const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
]

/** Why tests are skipped, and what to do, if there is no browser. */
export const NO_BROWSER =
  'there is no Chromium or Chrome: run npm run setup:browser, or set CHROME_PATH to one'

/**
 * Starts a headless browser: that of CHROME_PATH, else one that is installed.
 *
 * @throws Error if there is none
 */
export async function startBrowser(): Promise<Browser> {
  const executablePath = findBrowser()
  if (!executablePath) throw new Error(`A browser is needed, and ${NO_BROWSER}.`)
  // Chromium refuses to run its sandbox as root, which is who one is in a container.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return chromium.launch({ executablePath, args })
}

/**
 * The program of CHROME_PATH, else of an installed browser; undefined if there is none.
 *
 * @throws Error if the file of CHROME_PATH does not exist
 */
export function findBrowser(): string | undefined {
  const named = process.env.CHROME_PATH
  if (named && !existsSync(named)) throw new Error(`CHROME_PATH names ${named}, which is not there.`)
  if (named) return named
  const folders = (process.env.PATH ?? '').split(delimiter)
  const candidates = [...folders.flatMap((folder) => NAMES.map((name) => join(folder, name))), ...PLACES]
  return [...candidates, chromium.executablePath()].find((path) => path && existsSync(path))
}
