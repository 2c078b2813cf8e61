import type { Page } from 'playwright-core'
import { goTo } from './window.ts'

interface RunOptions {
  /** Name of the model that it starts from, instead of random weights. */
  readonly from?: string
  /** Settings that differ from those of `startRun`, named as in the contract. */
  readonly settings?: Readonly<Record<string, number>>
}

/** Starts a run of `updates` updates of eight pictures each. */
export async function startRun(
  page: Page,
  updates: number,
  { from, settings }: RunOptions = {},
): Promise<void> {
  await goTo(page, 'Train')
  await page.getByTestId('new-run').first().click()
  await page.getByRole('button', { name: 'All settings' }).click()
  if (from) await page.getByLabel('Starts from').selectOption({ label: from })
  const all = { updates, batch: 8, evaluateEvery: 10, checkpointEvery: 5, ...settings }
  for (const [name, value] of Object.entries(all)) {
    const field = page.getByTestId(`setting-${name}`).getByRole('spinbutton')
    await field.fill(String(value))
    await field.press('Tab')
  }
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await page.getByTestId('run').waitFor()
}

/** The number of steps that the selected run has taken. */
export const stepOf = async (page: Page) =>
  Number((await page.getByTestId('run-step').first().textContent())!.split('/')[0].replaceAll(/\D/g, ''))

/** Waits until the selected run has taken `least` steps. Throws the text of its details if it fails before. */
export async function waitForStep(page: Page, least: number): Promise<void> {
  const details = page.getByRole('complementary', { name: 'Run details' })
  while ((await stepOf(page)) < least) {
    if (await details.getByText('failed', { exact: true }).count())
      throw new Error((await details.textContent()) ?? '')
    await page.waitForTimeout(100)
  }
}
