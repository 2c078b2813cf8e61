import { expect, it } from 'vitest'
import { useApp } from './setUp.ts'

const app = useApp()

it('A key that a person chooses does what it is chosen for, after a reload too; a taken one is refused by name', async () => {
  const { page, faults } = await app.openGlyphs(4)
  const key = page.getByRole('button', { name: /^Key of Preview/ })
  const preview = page.getByRole('dialog', { name: /\.png$/ })
  await page.keyboard.press('?')
  await key.click()
  await page.keyboard.press('p')
  await page.getByText('P is the key of “Parse these pictures”: change that one first.').waitFor()
  await page.keyboard.press('x')
  await key.getByText('X').waitFor()
  await page.keyboard.press('Escape')

  await page.getByRole('listbox', { name: 'Pictures' }).click({ position: { x: 60, y: 60 } })
  await page.keyboard.press('x')
  await preview.waitFor()
  await page.keyboard.press('Escape')
  await preview.waitFor({ state: 'detached' })

  // What a window remembers is sent when it rests.
  await page.waitForTimeout(600)
  await page.reload()
  await page.getByRole('button', { name: 'All pictures 4' }).waitFor()
  await page.getByRole('listbox', { name: 'Pictures' }).click({ position: { x: 60, y: 60 } })
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
