import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { useApp } from './setUp.ts'
import { expectAccessible, selectFirst } from './window.ts'

const app = useApp()

/** The controls that messages cover, and the area of the messages. */
const covered = (page: Page) =>
  page.evaluate(() => {
    const messages = document.querySelector('[aria-label="Messages"]')!
    const found = new Set<string>()
    const { left, right, top, bottom } = messages.getBoundingClientRect()
    for (let y = top + 1; y < bottom; y += 4) {
      for (let x = left + 1; x < right; x += 4) {
        for (const element of document.elementsFromPoint(x, y)) {
          const control = element.closest('button, a, input, select, [tabindex="0"]')
          if (control && !messages.contains(control)) found.add(control.outerHTML)
        }
      }
    }
    return { found: [...found], area: (right - left) * (bottom - top) }
  })

it.each([
  { width: 1280, height: 800 },
  { width: 640, height: 400 },
])('Messages cover no control, in a window of $width by $height', async (size) => {
  const { page } = await app.openGlyphs(40)
  await page.setViewportSize(size)
  const messages = page.getByRole('list', { name: 'Messages' })
  const message = messages.getByRole('listitem')
  await selectFirst(page)
  await page.keyboard.press('Delete')
  await message.getByText('Removed 1 picture from the library').waitFor()
  expect(await covered(page)).toEqual({ found: [], area: expect.toSatisfy((area) => area > 1000) })

  // Nothing is parsed yet, so exporting fails, with a message that stays until it is dismissed.
  await page.keyboard.press('e')
  await messages.locator('.fault').waitFor()
  expect(await covered(page)).toEqual({ found: [], area: expect.toSatisfy((area) => area > 1000) })
  await expectAccessible(page, 'a message')
  const height = async () => (await page.getByRole('main').boundingBox())!.height
  const before = await height()
  await message.last().getByRole('button', { name: 'Dismiss' }).click()
  await message.first().waitFor({ state: 'detached' })
  expect(await height()).toBeGreaterThan(before)
})
