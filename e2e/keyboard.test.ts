import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { writeGlyphs } from './pictures.ts'
import { useApp } from './setUp.ts'
import { expectAccessible, goTo, selectFirst } from './window.ts'

const app = useApp()

/** What has the focus, by its role and name. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const { tagName, role, ariaLabel } = document.activeElement!
    return [role ?? tagName.toLowerCase(), ariaLabel].filter(Boolean).join(' ')
  })
const WALL = 'listbox Pictures'
const outline = (page: Page) =>
  page.locator('.wall canvas').evaluate((canvas) => getComputedStyle(canvas).outlineStyle)

it('A folder is added by its path and Enter alone; then the wall has the focus, and shows it', async () => {
  const { page, home, faults } = await app.openGlyphs(4)
  const folder = join(home, 'scans')
  await writeGlyphs(folder, 6)
  await page.keyboard.press('Control+o')
  const path = page.getByRole('textbox', { name: 'Path' })
  await expect.poll(() => path.inputValue()).not.toBe('')
  expect(await focused(page)).toBe('input Path')
  // The folder that the dialog begins with is not taken by a hasty Enter.
  await page.keyboard.press('Enter')
  await expect.poll(() => path.inputValue()).toBe(home)
  await path.selectText()
  await page.keyboard.type(`${folder}/`)
  await page.keyboard.press('Enter')
  await expect.poll(() => path.inputValue()).toBe(folder)
  await page
    .getByRole('dialog')
    .getByText(/^\d+ folders?$/)
    .waitFor()
  await expectAccessible(page, 'the folder dialog')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'scans 6', exact: true }).waitFor()
  await expect.poll(() => focused(page)).toBe(WALL)
  await expect.poll(() => outline(page)).toBe('solid')
  await page.keyboard.press('ArrowRight')
  await expect.poll(() => outline(page)).toBe('none')
  expect(faults).toEqual([])
})

it('A key leads to the wall from anywhere, and Esc deselects wherever the focus is', async () => {
  const { page, faults } = await app.openGlyphs(6)
  const deselected = () => page.getByText('Nothing selected').waitFor()
  await goTo(page, 'Train')
  await page.keyboard.press('Control+g')
  await expect.poll(() => focused(page)).toBe(WALL)
  // A browser shows no focus that follows the mouse, or a key with Ctrl.
  await expect.poll(() => outline(page)).toBe('solid')
  await page.keyboard.press('ArrowRight')
  await page.getByRole('link', { name: 'Library' }).focus()
  await page.keyboard.press('Escape')
  await deselected()

  await selectFirst(page)
  await page.keyboard.press('Control+f')
  await page.keyboard.type('png')
  await page.keyboard.press('Enter')
  await expect.poll(() => focused(page)).toBe(WALL)
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Control+f')
  await page.keyboard.press('Escape')
  expect(await page.getByRole('searchbox').inputValue()).toBe('')
  await page.getByText('6 pictures selected').waitFor()
  await page.keyboard.press('Escape')
  await deselected()
  await page.keyboard.press('Control+g')
  await expect.poll(() => focused(page)).toBe(WALL)
  expect(faults).toEqual([])
})

it('No view that is opened leaves the focus nowhere', async () => {
  const { page, faults } = await app.openGlyphs(4)
  await selectFirst(page)
  await page.keyboard.press('Enter')
  await page.getByRole('treeitem').nth(4).waitFor()
  expect(await focused(page)).toBe('main')
  await page.keyboard.press('ArrowRight')
  for (const key of ['Control+1', 'Control+2', 'Control+3']) {
    await page.keyboard.press(key)
    await expect.poll(() => focused(page)).not.toBe('body')
  }
  expect(faults).toEqual([])
})

it('The folder dialog lists 10,000 files at once, and is walked by the arrow keys', async () => {
  const home = await app.newHome()
  const folder = join(home, 'many')
  await mkdir(folder)
  for (let i = 0; i < 10_000; i++) await writeFile(join(folder, `${i}.png`), '')
  await mkdir(join(folder, 'inner'))
  const { page, faults } = await app.open(await app.start(home))
  await page.keyboard.press('Control+o')
  const path = page.getByRole('textbox', { name: 'Path' })
  await expect.poll(() => path.inputValue()).toBe(home)
  await page.evaluate(() => {
    const longest = { ms: 0 }
    Object.assign(globalThis, { longest })
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longest.ms = Math.max(longest.ms, duration)
    }).observe({ type: 'longtask' })
  })
  await path.fill(folder)
  await page.keyboard.press('Enter')
  await page.getByText('1 folder, 10,000 usable files').waitFor()
  const list = page.getByRole('listbox', { name: 'In this folder' })
  expect(await list.getByRole('option').count()).toBeLessThan(40)
  // Before, the window stood still for 0.7 and 1.2 s.
  expect(
    await page.evaluate(() => (globalThis as unknown as { longest: { ms: number } }).longest.ms),
  ).toBeLessThan(300)
  await page.keyboard.press('ArrowDown')
  expect(await focused(page)).toBe('listbox In this folder')
  await page.keyboard.press('End')
  await list.getByRole('option', { name: '9999.png', selected: true }).waitFor()
  await expectAccessible(page, 'the folder dialog, full')
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect.poll(() => path.inputValue()).toBe(join(folder, 'inner'))
  await page.getByText('No folder and no picture in here.').waitFor()
  expect(faults).toEqual([])
})
