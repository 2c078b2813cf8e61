import { join } from 'node:path'
import { expect, it } from 'vitest'
import { writeGlyphs } from './pictures.ts'
import { useApp } from './setUp.ts'

const app = useApp()

it('a window that is still open goes on when the app is started again and its new address opened', async () => {
  const home = await app.newHome()
  const folder = join(home, 'glyphs')
  await writeGlyphs(folder, 3)
  const first = await app.start(home)
  const { page } = await app.open(first)
  await first.close()
  await page.getByText('The app is not responding').waitFor()
  const second = await app.start(home, { args: [folder] })
  expect(new URL(second.address).origin).toBe(new URL(first.address).origin)
  await (await page.context().newPage()).goto(second.address)
  await page.getByRole('button', { name: 'All pictures 3' }).waitFor()
  expect(await page.getByText('The app is not responding').count()).toBe(0)
})
