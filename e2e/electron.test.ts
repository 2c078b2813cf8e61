import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { _electron, type ElectronApplication } from 'playwright-core'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { build, pages, program } from '../main/launch/build.ts'
import { electronProgram } from '../main/launch/electronBinary.ts'
import { writeGlyphs } from './pictures.ts'
import { startRun, waitForStep } from './run.ts'
import { makeHome, removeHome } from './studio.ts'
import { goTo } from './window.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const executablePath = electronProgram(join(root, 'node_modules/electron'))

describe.skipIf(!executablePath)("Electron's window (skipped where its binary is not installed)", () => {
  let home: string
  let app: ElectronApplication | undefined

  beforeAll(() => build(pages, program))
  afterEach(async () => {
    await app?.close()
    await removeHome(home)
  })

  /** Opens the app in its window, with a folder of `count` glyphs in its library. */
  async function open(count: number) {
    home = await makeHome()
    const folder = join(home, 'glyphs')
    await writeGlyphs(folder, count)
    app = await _electron.launch({
      executablePath,
      args: [root, `--workspace=${join(home, 'workspace')}`, folder],
      env: { ...(process.env as Record<string, string>), HOME: home, XDG_CONFIG_HOME: home, APPDATA: home },
    })
    const page = await app.firstWindow()
    page.setDefaultTimeout(60_000)
    await page.getByRole('button', { name: `All pictures ${count}` }).waitFor()
    return page
  }

  it('has no Node in its page, and its pages from the app alone', async () => {
    const page = await open(4)
    expect(page.url()).toMatch(/^app:\/\/studio\//)
    expect(await page.evaluate(() => 'require' in globalThis || 'process' in globalThis)).toBe(false)
    expect(await page.evaluate(() => window.open('https://example.org') === null)).toBe(true)
  })

  it('parses a picture of the library', async () => {
    const page = await open(12)
    await goTo(page, 'Parse')
    await page.getByTestId('parse-first').first().click()
    await page.getByRole('tree', { name: 'Program tree' }).getByRole('treeitem').nth(4).waitFor()
  })

  it('trains a run to its end', async () => {
    const page = await open(60)
    await startRun(page, 20)
    await waitForStep(page, 20)
    await page
      .getByTestId('run-state')
      .getByText(/finished/i)
      .first()
      .waitFor()
  })
})
