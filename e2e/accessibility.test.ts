import { describe, expect, it } from 'vitest'
import { views } from '../main/contract/views.ts'
import { useApp } from './setUp.ts'
import { expectAccessible, goTo, type Theme } from './window.ts'

const app = useApp()

describe.each<Theme>(['dark', 'light'])('in the %s theme', (theme) => {
  it('no empty view has a serious accessibility fault', async () => {
    const { page, faults } = await app.open(await app.start(await app.newHome()), theme)
    for (const { title } of views) {
      await goTo(page, title)
      await page.getByRole('heading', { level: 2 }).first().waitFor()
      await expectAccessible(page, `${title}, empty`)
    }
    expect(faults).toEqual([])
  })

  it('neither a view with content nor a dialog has one', async () => {
    const { page, faults } = await app.openGlyphs(40, theme)
    await expectAccessible(page, 'Library, full')
    await page.keyboard.press('?')
    await page.getByRole('dialog').waitFor()
    await expectAccessible(page, 'the keyboard shortcuts')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+k')
    await page.getByLabel('Find', { exact: true }).waitFor()
    await expectAccessible(page, 'the palette')
    await page.keyboard.press('Escape')
    await goTo(page, 'Parse')
    await page.getByTestId('parse-first').first().click()
    await page.getByRole('treeitem').nth(4).waitFor()
    await page.getByTestId('node-2').click()
    await expectAccessible(page, 'Parse, full')
    await goTo(page, 'Train')
    await page.getByTestId('new-run').first().click()
    await page.getByRole('button', { name: 'All settings' }).click()
    await expectAccessible(page, 'a new run')
    expect(faults).toEqual([])
  })
})
