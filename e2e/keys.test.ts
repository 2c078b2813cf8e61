import { expect, it } from 'vitest'
import { useApp } from './setUp.ts'
import { selectFirst } from './window.ts'

const app = useApp()

it('A key that a person chooses runs its command, after a reload too; one in use is refused with the name of its command', async () => {
  const { page, faults } = await app.openGlyphs(4)
  const key = page.getByRole('button', { name: /^Key of Preview/ })
  const preview = page.getByRole('dialog', { name: /\.png$/ })
  await page.keyboard.press('?')
  await key.click()
  await page.keyboard.press('p')
  await page.getByText('P is already used by “Parse these pictures”: change that key first.').waitFor()
  await page.keyboard.press('x')
  await key.getByText('X').waitFor()
  await page.keyboard.press('Escape')

  await selectFirst(page)
  await page.keyboard.press('x')
  await preview.waitFor()
  await page.keyboard.press('Escape')
  await preview.waitFor({ state: 'detached' })

  await page.reload()
  await page.getByRole('button', { name: 'All pictures 4' }).waitFor()
  await selectFirst(page)
  await page.keyboard.press('Space')
  expect(await preview.count()).toBe(0)
  await page.keyboard.press('x')
  await preview.waitFor()
  await page.keyboard.press('Escape')

  await page.keyboard.press('?')
  await page.getByRole('button', { name: 'Reset all' }).click()
  await key.getByText('Space').waitFor()
  expect(faults).toEqual([])
})

it('Selected text is what is copied, and a dialog keeps keys from the view behind it', async () => {
  const { page, faults } = await app.openGlyphs(4)
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText())
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Escape')
  await page.getByText('Nothing selected').waitFor()

  await selectFirst(page)
  const name = page.getByRole('complementary', { name: 'Selection' }).getByRole('heading')
  await name.evaluate((element) => getSelection()!.selectAllChildren(element))
  await page.keyboard.press('Control+c')
  await expect.poll(clipboard, { timeout: 30_000 }).toBe(await name.textContent())
  await page.evaluate(() => getSelection()!.empty())
  await page.keyboard.press('Control+c')
  await expect.poll(clipboard, { timeout: 30_000 }).toMatch(/glyphs.+\.png$/)
  expect(faults).toEqual([])
})
