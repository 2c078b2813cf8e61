import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { writeGlyphs } from './pictures.ts'
import { useApp } from './setUp.ts'
import { goTo, importByPath, selectFirst } from './window.ts'

const app = useApp()

const set = (page: Page, name: string, count: number) =>
  page.getByRole('button', { name: `${name} ${count}`, exact: true })
const panel = (page: Page) => page.getByRole('complementary', { name: 'Selection' })
const nothingSelected = (page: Page) => panel(page).getByText('Nothing selected').waitFor()
/** A library of two sets, "glyphs" with twelve pictures and "scans" with four, of which the second is shown. */
async function openTwoSets() {
  const opened = await app.openGlyphs(12)
  const folder = join(opened.home, 'scans')
  await writeGlyphs(folder, 4)
  await importByPath(opened.page, folder)
  await set(opened.page, 'scans', 4).waitFor()
  await opened.page.getByText('4 pictures', { exact: true }).first().waitFor()
  return { ...opened, folder }
}

describe('what goes out of sight is no longer selected', () => {
  it('by another set: Delete removes nothing, and P parses what is shown, also while it is on its way', async () => {
    const { page, faults } = await openTwoSets()
    await set(page, 'glyphs', 12).click()
    await panel(page)
      .getByText(/^Parse 12/)
      .waitFor()
    await selectFirst(page)
    const held = Promise.withResolvers<void>()
    await page.route('**/api/ids*', async (route) => {
      await held.promise
      await route.continue()
    })
    await set(page, 'scans', 4).click()
    await page.keyboard.press('Delete')
    await page.keyboard.press('p')
    held.resolve()
    await page.getByRole('button', { name: /^Not parsed 0/ }).waitFor({ timeout: 120_000 })
    await nothingSelected(page)
    expect(await page.getByText(/\d selected/).count()).toBe(0)
    await page.keyboard.press('Delete')
    await page.getByRole('button', { name: /^All pictures/ }).click()
    await page.getByRole('button', { name: 'Not parsed 12', exact: true }).waitFor()
    await page.getByRole('button', { name: 'All pictures 16', exact: true }).waitFor()
    expect(faults).toEqual([])
  })

  it.each([
    ['a search', (page: Page) => page.getByRole('searchbox').fill('no such picture')],
    ['a filter', (page: Page) => page.getByRole('button', { name: /^Parsed 0/ }).click()],
  ])('by %s; and it is not selected again when it comes back', async (_, hide) => {
    const { page, faults } = await app.openGlyphs(12)
    await selectFirst(page)
    await page.keyboard.press('Control+a')
    await page.getByText('12 pictures selected').waitFor()
    await hide(page)
    await page.getByRole('button', { name: 'Show all pictures' }).click()
    await nothingSelected(page)
    expect(faults).toEqual([])
  })

  it('by an import, whose pictures T trains on', async () => {
    const { page, home, faults } = await app.openGlyphs(12)
    await selectFirst(page)
    const folder = join(home, 'scans')
    await writeGlyphs(folder, 4)
    await importByPath(page, folder)
    await panel(page)
      .getByText(/^Train on 4/)
      .waitFor()
    await page.keyboard.press('t')
    await page.getByRole('dialog').getByText('4 pictures').first().waitFor()
    expect(faults).toEqual([])
  })

  it('by a removal: an undo brings the pictures back, and selects nothing besides', async () => {
    const { page, faults } = await app.openGlyphs(12)
    await selectFirst(page)
    await page.keyboard.press('Shift+ArrowRight')
    await page.keyboard.press('Shift+ArrowRight')
    await page.getByText('3 pictures selected').waitFor()
    await page.keyboard.press('Delete')
    await page.getByRole('button', { name: 'All pictures 9', exact: true }).waitFor()
    await page.keyboard.press('Control+z')
    await page.getByRole('button', { name: 'All pictures 12', exact: true }).waitFor()
    await page.getByText('· 1 selected').waitFor()
    await page.keyboard.press('Delete')
    await page.getByRole('button', { name: 'All pictures 11', exact: true }).waitFor()
    expect(faults).toEqual([])
  })
})

it('A range begins at a picture, not at a place in the list: not at one of another set', async () => {
  const { page, faults } = await openTwoSets()
  const wall = page.getByRole('listbox', { name: 'Pictures' })
  await set(page, 'glyphs', 12).click()
  await panel(page)
    .getByText(/^Parse 12/)
    .waitFor()
  await selectFirst(page)
  await page.keyboard.press('End')
  await set(page, 'scans', 4).click()
  await nothingSelected(page)
  await wall.click({ position: { x: 60, y: 60 }, modifiers: ['Shift'] })
  await page.getByText('· 1 selected').waitFor()
  expect(faults).toEqual([])
})

it('The film strip shows a short set after the end of a long one, in any order of the two', async () => {
  const home = await app.newHome()
  const [long, short] = [join(home, 'long'), join(home, 'short')]
  await writeGlyphs(long, 120)
  await writeGlyphs(short, 3)
  const { page, faults } = await app.open(await app.start(home, { args: [long] }))
  await set(page, 'long', 120).waitFor()
  await importByPath(page, short)
  await set(page, 'short', 3).waitFor()
  const strip = page.getByTestId('film-strip')
  const inSight = () =>
    strip.evaluate((element) => {
      const { top, bottom } = element.getBoundingClientRect()
      return [...element.querySelectorAll('[role=option]')].filter((option) => {
        const box = option.getBoundingClientRect()
        return box.bottom > top && box.top < bottom
      }).length
    })
  for (const [name, count, key] of [
    ['long', 120, 'End'],
    ['short', 3, 'Home'],
    ['long', 120, 'End'],
    ['short', 3, 'End'],
  ] as const) {
    await goTo(page, 'Library')
    await set(page, name, count).click()
    await page
      .getByText(new RegExp(`^${count} pictures`))
      .first()
      .waitFor()
    await page.getByRole('listbox', { name: 'Pictures' }).focus()
    await page.keyboard.press(key)
    await page.keyboard.press('Enter')
    await strip.getByRole('option', { selected: true }).waitFor()
    await expect.poll(inSight).toBeGreaterThanOrEqual(Math.min(count, 4))
    await page.keyboard.press('ArrowLeft')
    await expect.poll(inSight).toBeGreaterThanOrEqual(Math.min(count, 3))
  }
  expect(faults).toEqual([])
})

it.each([
  { width: 1280, height: 800 },
  { width: 640, height: 400 },
])(
  'Nothing below the sentence of filters moves as it grows, in a window of $width by $height',
  async (size) => {
    const { page, faults } = await openTwoSets()
    await page.setViewportSize(size)
    if (size.width < 1000) await page.getByRole('button', { name: 'Filter', exact: true }).click()
    await set(page, 'glyphs', 12).click()
    const filter = page.getByRole('complementary', { name: 'Filter' })
    const rows = [/^glyph 04/, /^glyph 13/, /^Not parsed/, /^For training/].map((name) =>
      filter.getByRole('button', { name }),
    )
    /** Tops of the rows in the panel, however far that is scrolled, px. */
    const tops = async () => {
      const scrolled = await filter.evaluate((aside) =>
        [aside, ...aside.querySelectorAll('*')]
          .filter((one) => !one.matches('.sentence'))
          .reduce((sum, one) => sum + one.scrollTop, 0),
      )
      const boxes = await Promise.all(rows.map((row) => row.boundingBox()))
      return boxes.map((box) => Math.round(box!.y + scrolled))
    }
    await rows[0].waitFor()
    const before = await tops()
    for (const row of rows) {
      await row.click({ modifiers: ['Control'] })
      await expect.poll(() => row.getAttribute('aria-pressed')).toBe('true')
      expect(await tops()).toEqual(before)
    }
    expect(await page.locator('.sentence .clause').count()).toBe(4)
    expect(faults).toEqual([])
  },
)

it('An undo names the edit, and whose it was, in the window that asks for it and in the one that made it', async () => {
  const { page, studio, faults } = await app.openGlyphs(6)
  const other = await page.context().newPage()
  await other.goto(studio.address)
  await other.getByRole('button', { name: 'All pictures 6' }).waitFor()
  const said = (window: Page, text: string) =>
    window.getByRole('list', { name: 'Messages' }).getByText(text, { exact: true }).waitFor()
  await selectFirst(page)
  await page.keyboard.press('Delete')
  await said(page, 'Removed 1 picture from the library. The files stay.')
  await other.getByRole('button', { name: 'All pictures 5' }).waitFor()
  await other.keyboard.press('Control+z')
  await said(other, 'Undone: Remove 1 picture (made in another window)')
  await said(page, 'Undone in another window: Remove 1 picture (made in this one)')
  // After a reload it is the same window.
  await page.reload()
  await page.getByRole('button', { name: 'All pictures 6' }).waitFor()
  await page.keyboard.press('Control+Shift+z')
  await said(page, 'Redone: Remove 1 picture')
  await said(other, 'Redone in another window: Remove 1 picture')
  expect(faults).toEqual([])
})
