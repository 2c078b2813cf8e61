import { expect, it } from 'vitest'
import { useApp } from './setUp.ts'
import { goTo, selectFirst } from './window.ts'

const app = useApp()

it('The parse that was open, and the selection, are there again after a reload in another view, and after a start of the app', async () => {
  const { page, home, studio, faults } = await app.openGlyphs(12)
  const name = page.getByTestId('picture-name')
  await goTo(page, 'Parse')
  await page.getByTestId('parse-first').nth(2).click()
  await page.getByRole('treeitem').nth(4).waitFor()
  const opened = await name.textContent()

  await goTo(page, 'Library')
  await page.reload()
  await page.getByRole('button', { name: 'All pictures 12' }).waitFor()
  const selected = page.getByRole('complementary', { name: 'Selection' }).getByRole('heading', { level: 2 })
  await expect.poll(() => selected.textContent()).toBe(opened)
  await goTo(page, 'Parse')
  await page.getByRole('treeitem').nth(4).waitFor()
  expect(await name.textContent()).toBe(opened)
  expect(faults).toEqual([])

  await page.close()
  expect(await studio.close()).toBe(0)
  const again = await app.open(await app.start(home))
  await again.page.getByRole('treeitem').nth(4).waitFor()
  expect(await again.page.getByTestId('picture-name').textContent()).toBe(opened)
  expect(again.faults).toEqual([])
})

it('A parse of before stays open over a reload when another was made since; a removed one gives way to that', async () => {
  const { page, faults } = await app.openGlyphs(4)
  await goTo(page, 'Parse')
  await page.getByTestId('parse-first').first().click()
  await page.getByRole('treeitem').nth(4).waitFor()
  const kept = page.getByTestId('kept-parses')
  await page.getByTestId('kept').click()
  await kept.getByRole('button', { name: /^Parse again/ }).click()
  await kept.waitFor({ state: 'detached' })
  await page.getByTestId('kept').click()
  await kept.getByRole('row').nth(2).getByRole('button').first().click()
  await kept.getByRole('row').nth(2).getByText('shown').waitFor()
  const address = page.url()
  expect(address).toMatch(/parse=\d+$/)

  await page.reload()
  await page.getByRole('treeitem').nth(4).waitFor()
  await page.getByTestId('kept').click()
  await kept.getByRole('row').nth(2).getByText('shown').waitFor()
  await kept.getByRole('row').nth(1).getByRole('button').first().click()
  await kept.getByRole('row').nth(1).getByText('shown').waitFor()
  await kept
    .getByRole('row')
    .nth(2)
    .getByRole('button', { name: /^Remove/ })
    .click()
  await kept.getByRole('row').nth(2).waitFor({ state: 'detached' })
  await page.goto(address)
  await page.reload()
  await page.getByRole('treeitem').nth(4).waitFor()
  expect(page.url()).not.toMatch(/parse=/)
  expect(faults).toEqual([])
})

it('Back and forward lead through the pictures that were opened, by their addresses', async () => {
  const { page, faults } = await app.openGlyphs(6)
  const name = page.getByTestId('picture-name')
  const parsed = page.getByRole('treeitem').nth(4)
  /** Opens a picture by its name from the palette, as from elsewhere. */
  async function open(text: string): Promise<void> {
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog').getByRole('combobox').fill(text)
    await page.getByRole('option', { name: text }).click()
    await expect.poll(() => name.textContent()).toBe(text)
    await parsed.waitFor()
  }
  await selectFirst(page)
  await page.keyboard.press('Enter')
  await parsed.waitFor()
  const first = (await name.textContent())!
  const strip = page.getByTestId('film-strip').getByRole('option')
  const others = await strip.evaluateAll((all) =>
    all.map((one) => one.getAttribute('aria-label')!.split(' · ')[0]),
  )
  const [second, third] = others.filter((other) => other !== first)
  await open(second)
  // Walking takes the place of where one was, and leaves nothing to go back to.
  await page.keyboard.press('ArrowRight')
  await expect.poll(() => name.textContent()).not.toBe(second)
  const walked = (await name.textContent())!
  await open(third === walked ? first : third)
  await page.goBack()
  await expect.poll(() => name.textContent()).toBe(walked)
  await page.goBack()
  await expect.poll(() => name.textContent()).toBe(first)
  await page.goForward()
  await expect.poll(() => name.textContent()).toBe(walked)
  await page.goBack()
  await page.goBack()
  await page.getByRole('listbox', { name: 'Pictures' }).waitFor()
  const selected = page.getByRole('complementary', { name: 'Selection' }).getByRole('heading', { level: 2 })
  await expect.poll(() => selected.textContent()).toBe(first)
  expect(faults).toEqual([])
})

it('A picture that another window takes out of the library is no longer open, also after a reload', async () => {
  const { page, studio, faults } = await app.openGlyphs(4)
  await goTo(page, 'Parse')
  await page.getByTestId('parse-first').first().click()
  await page.getByRole('treeitem').nth(4).waitFor()
  const other = await page.context().newPage()
  await other.goto(studio.address)
  // Where the other window is.
  await other.getByRole('treeitem').nth(4).waitFor()
  await goTo(other, 'Library')
  await other
    .getByRole('complementary', { name: 'Selection' })
    .getByRole('button', { name: /^Remove/ })
    .click()
  await page.getByRole('heading', { name: 'See a picture as a tree of parts' }).waitFor()
  await page.reload()
  await page.getByTestId('parse-first').nth(2).waitFor()
  expect(await page.getByTestId('parse-failed').count()).toBe(0)
  expect(faults).toEqual([])
})
