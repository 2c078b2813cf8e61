import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium } from 'playwright-core'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome', 'msedge']

const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
]

/**
 * Starts a browser without a window: CHROME_PATH, else one that is installed, else one that is installed now (by apt as
 * root on Debian and its kin, else by Playwright). Throws where none can be had: tests in a browser are never skipped.
 */
export async function startBrowser(): Promise<Browser> {
  const executablePath = findBrowser() ?? installBrowser()
  // A container has no user namespaces for the browser's own sandbox, and root may not use it.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return chromium.launch({ executablePath, args })
}

function findBrowser(): string | undefined {
  const named = process.env.CHROME_PATH
  if (named && !existsSync(named)) throw new Error(`CHROME_PATH names ${named}, which is not there.`)
  if (named) return named
  const folders = (process.env.PATH ?? '').split(delimiter)
  const candidates = [...folders.flatMap((folder) => NAMES.map((name) => join(folder, name))), ...PLACES]
  return [...candidates, chromium.executablePath()].find((path) => path && existsSync(path))
}

function installBrowser(): string {
  const attempts: [command: string, args: string[]][] = []
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    attempts.push(
      ['apt-get', ['update', '-q']],
      ['apt-get', ['install', '-qy', '--no-install-recommends', 'chromium']],
    )
  } else {
    const cli = fileURLToPath(new URL('../node_modules/playwright-core/cli.js', import.meta.url))
    attempts.push([process.execPath, [cli, 'install', 'chromium']])
  }
  try {
    for (const [command, args] of attempts)
      execFileSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  } catch (cause) {
    throw new Error(
      'There is no Chromium or Chrome, and none could be installed: install one, or name it by CHROME_PATH.',
      { cause },
    )
  }
  const found = findBrowser()
  if (!found) throw new Error('A browser was installed but is not found: name it by CHROME_PATH.')
  return found
}
