import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { startRun } from './run.ts'
import { useApp } from './setUp.ts'
import { expectAccessible, goTo } from './window.ts'

const app = useApp()

/** Elements that scroll sideways, and controls that are cut off at a side. */
const cutOff = (page: Page) =>
  page.evaluate(() => {
    const shown = [...document.querySelectorAll<HTMLElement>('body *')].filter(
      (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest('[inert]'),
    )
    const wide = shown.filter(
      (element) =>
        element.scrollWidth > element.clientWidth + 1 &&
        ['auto', 'scroll'].includes(getComputedStyle(element).overflowX) &&
        // The strip of watched pictures is meant to scroll sideways.
        element.dataset.testid !== 'preview-strip',
    )
    const outside = shown.filter((element) => {
      if (!element.matches('button, select, input, a')) return false
      const { left, right } = element.getBoundingClientRect()
      return left < -1 || right > innerWidth + 1
    })
    return [...new Set([...wide, ...outside])].map((element) => `${element.tagName}.${element.className}`)
  })

/** Presses Tab until a button of that name has the focus. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const target = page.getByRole('button', { name, exact: true }).first()
  await target.waitFor()
  for (let i = 0; i < 120; i++) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`${name} cannot be reached by Tab.`)
}

it('A window of 640 by 400, or a large one at 200 %, shows every view whole, all of it within reach of the keyboard', async () => {
  const { page, faults } = await app.openGlyphs(40)
  await page.setViewportSize({ width: 640, height: 400 })

  await tabTo(page, 'Filter')
  await page.keyboard.press('Enter')
  await tabTo(page, /^Not parsed/)
  await page.keyboard.press('Escape')
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Filter')
  await tabTo(page, 'Add')
  expect(await cutOff(page), 'Library').toEqual([])
  await expectAccessible(page, 'Library')
  await tabTo(page, 'Selection')
  await page.keyboard.press('Enter')
  await tabTo(page, /^Parse 40 pictures/)
  expect(await cutOff(page), 'Library and its selection').toEqual([])
  await page.keyboard.press('Enter')
  await page.getByText(/40 parsed by/).waitFor({ timeout: 120_000 })

  await goTo(page, 'Parse')
  await page.getByTestId('parse-first').first().click()
  await page.getByTestId('step').waitFor()
  await tabTo(page, 'Export')
  expect(await cutOff(page), 'Parse').toEqual([])
  await expectAccessible(page, 'Parse')
  await tabTo(page, 'Program tree')
  await page.keyboard.press('Enter')
  await page.getByTestId('node-2').click()
  await page.getByTestId('part-details').waitFor()
  expect(await cutOff(page), 'Parse and its tree').toEqual([])

  await startRun(page, 20)
  await tabTo(page, 'Runs')
  await page.keyboard.press('Enter')
  await tabTo(page, /^New run/)
  expect(await cutOff(page), 'Train and its runs').toEqual([])
  await tabTo(page, 'Run details')
  await page.keyboard.press('Enter')
  await tabTo(page, /^(Pause|Stop|Use for parsing)/)
  expect(await cutOff(page), 'Train and its run details').toEqual([])
  await expectAccessible(page, 'Train')
  expect(faults).toEqual([])
})

it('A hidden panel leaves a rail that shows it again; both by keyboard', async () => {
  const { page } = await app.openGlyphs(4)
  const filter = page.getByRole('complementary', { name: 'Filter' })
  await page.getByRole('separator', { name: 'Width of the left panel' }).focus()
  await page.keyboard.press('Enter')
  expect(await filter.getAttribute('inert')).not.toBeNull()
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Filter')
  await page.keyboard.press('Enter')
  expect(await filter.getAttribute('inert')).toBeNull()
  expect(await page.evaluate(() => document.activeElement?.role)).toBe('separator')
})

it('A small window opens one panel at a time, and has both beside the view again when it grows', async () => {
  const { page } = await app.openGlyphs(4)
  const filter = page.getByRole('complementary', { name: 'Filter' })
  const selection = page.getByRole('complementary', { name: 'Selection' })
  await page.setViewportSize({ width: 640, height: 400 })
  await page.getByRole('button', { name: 'Filter', expanded: false }).click()
  expect(await filter.getAttribute('inert')).toBeNull()
  expect(await selection.getAttribute('inert')).not.toBeNull()
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.getByRole('separator').nth(1).waitFor()
  expect(await page.getByRole('button', { name: 'Filter', exact: true }).count()).toBe(0)
  for (const panel of [filter, selection]) expect(await panel.getAttribute('inert')).toBeNull()
})

it('Tab goes from left to right: a panel, its edge, the view, the edge of the other panel, that panel', async () => {
  const { page } = await app.openGlyphs(4)
  await page.getByRole('searchbox', { name: 'Find by name or label' }).focus()
  const seen: string[] = []
  for (let i = 0; i < 60 && seen.at(-1) !== 'Selection'; i++) {
    const at = await page.evaluate(() => {
      const element = document.activeElement!
      const panel = element.closest('aside')?.getAttribute('aria-label')
      if (panel || element.role === 'separator') return panel ?? element.ariaLabel!
      return element.closest('main') ? 'view' : 'outside'
    })
    if (at !== seen.at(-1)) seen.push(at)
    await page.keyboard.press('Tab')
  }
  expect(seen).toEqual(['Filter', 'Width of the left panel', 'view', 'Width of the right panel', 'Selection'])
})
