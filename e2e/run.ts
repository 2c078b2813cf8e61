import type { Page } from 'playwright-core'
import { goTo } from './window.ts'

/** Starts a run of that many updates of eight pictures on the glyphs. */
export async function startRun(page: Page, updates: number): Promise<void> {
  await goTo(page, 'Train')
  await page.getByTestId('new-run').first().click()
  await page.getByRole('button', { name: 'All settings' }).click()
  for (const [name, value] of Object.entries({ updates, batch: 8, evaluateEvery: 10, checkpointEvery: 5 })) {
    const field = page.getByTestId(`setting-${name}`).getByRole('spinbutton')
    await field.fill(String(value))
    await field.press('Tab')
  }
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await page.getByTestId('run').waitFor()
}

/** Steps that the selected run has taken. */
export const stepOf = async (page: Page) =>
  Number((await page.getByTestId('run-step').first().textContent())!.split('/')[0].replaceAll(/\D/g, ''))

export async function waitForStep(page: Page, least: number): Promise<void> {
  while ((await stepOf(page)) < least) await page.waitForTimeout(100)
}
