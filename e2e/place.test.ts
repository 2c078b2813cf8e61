import { expect, it } from 'vitest'
import { useApp } from './setUp.ts'
import { goTo } from './window.ts'

const app = useApp()

it('The parse that was open is open again after a reload in another view, and after a start of the app', async () => {
  const { page, home, studio, faults } = await app.openGlyphs(12)
  const name = page.getByTestId('picture-name')
  await goTo(page, 'Parse')
  await page.getByTestId('parse-first').nth(2).click()
  await page.getByRole('treeitem').nth(4).waitFor()
  const opened = await name.textContent()

  await goTo(page, 'Library')
  await page.reload()
  await page.getByRole('button', { name: 'All pictures 12' }).waitFor()
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
