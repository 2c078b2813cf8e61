import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { useApp } from './setUp.ts'
import { goTo } from './window.ts'

const app = useApp()

/** Searches the palette and takes the best match. */
async function ask(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.getByLabel('Find', { exact: true }).fill(words)
  await page.getByRole('option').first().waitFor()
  await page.keyboard.press('Enter')
}

const theme = (page: Page) => page.evaluate(() => document.documentElement.dataset.theme)

it('The palette finds what other views and menus offer: a new run, the pictures of a filter, an order, the jobs', async () => {
  const { page, faults } = await app.openGlyphs(4)
  await ask(page, 'new run')
  await page.getByRole('dialog', { name: 'New run' }).waitFor()
  await page.keyboard.press('Escape')

  await ask(page, 'find pictures by name')
  const field = page.getByRole('searchbox', { name: 'Find by name or label' })
  await expect.poll(() => field.evaluate((one) => one === document.activeElement)).toBe(true)

  await goTo(page, 'Train')
  await goTo(page, 'Library')
  await ask(page, 'find by name')
  await expect.poll(() => field.evaluate((one) => one === document.activeElement)).toBe(true)

  await goTo(page, 'Train')
  await ask(page, 'not parsed')
  await page.getByRole('button', { name: 'not parsed by this model' }).waitFor()
  await ask(page, 'order by error')
  await expect.poll(() => page.getByRole('combobox', { name: 'Order' }).inputValue()).toBe('error')
  await ask(page, 'show the jobs')
  await page.getByRole('heading', { name: 'Jobs' }).waitFor()
  await page.keyboard.press('Escape')
  await ask(page, 'show the engine')
  await page.getByRole('heading', { name: 'Parsing engine' }).waitFor()
  await page.keyboard.press('Escape')

  await ask(page, 'glyphs check missing')
  await page.getByRole('button', { name: /^Checking the files of glyphs/ }).waitFor()

  const filter = page.getByRole('complementary', { name: 'Filter' })
  await ask(page, 'panel filter')
  await expect.poll(() => filter.getAttribute('inert')).not.toBeNull()
  await ask(page, 'restart parsing engine')
  await page.getByRole('button', { name: /^simd/ }).waitFor()
  expect(faults).toEqual([])
})

it('A theme that is chosen in the palette is there at once, and after a reload or another window right after it', async () => {
  const { page, studio } = await app.openGlyphs(4, 'dark')
  await ask(page, 'theme light')
  await expect.poll(() => theme(page)).toBe('light')
  await page.reload()
  await page.getByRole('button', { name: 'All pictures 4' }).waitFor()
  expect(await theme(page)).toBe('light')

  await ask(page, 'theme dark')
  await expect.poll(() => theme(page)).toBe('dark')
  const context = page.context()
  await page.close()
  const other = await context.newPage()
  await other.emulateMedia({ colorScheme: 'light' })
  await other.goto(studio.address)
  await other.getByRole('button', { name: 'All pictures 4' }).waitFor()
  expect(await theme(other)).toBe('dark')
  await other.keyboard.press('Control+k')
  await other.getByRole('option', { name: 'Theme: dark chosen' }).waitFor()
  await other.keyboard.press('Escape')
  await ask(other, 'theme system')
  await expect.poll(() => theme(other)).toBe('light')
})
