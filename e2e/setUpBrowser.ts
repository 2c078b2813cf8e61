// npm run setup:browser: installs the Chromium that tests in a browser use, if there is none: with apt as root on Debian
// and its derivatives, else with Playwright into its cache folder.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { run } from '../main/launch/run.mjs'
import { findBrowser } from './browser.ts'

const HINT = 'Install Chromium or Chrome yourself, or set CHROME_PATH to one.'

const playwright = fileURLToPath(new URL('../node_modules/playwright-core/cli.js', import.meta.url))

function installation(): [command: string, args: string[]][] {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    return [[process.execPath, [playwright, 'install', 'chromium']]]
  }
  return [
    ['apt-get', ['update', '-q']],
    ['apt-get', ['install', '-qy', '--no-install-recommends', 'chromium']],
  ]
}

/** Installs a browser if there is none. Returns its program. */
async function setUp(): Promise<string> {
  const installed = findBrowser()
  if (installed) return installed
  for (const [command, args] of installation()) {
    const code = await run(command, args)
    if (code !== 0) throw new Error(`${command} ended with ${code}. ${HINT}`)
  }
  return findBrowser() ?? fail()
}

function fail(): never {
  throw new Error(`A browser was installed, but it is not where browsers are looked for. ${HINT}`)
}

try {
  console.log(`Tests in a browser use ${await setUp()}.`)
} catch (error) {
  console.log((error as Error).message)
  process.exitCode = 1
}
