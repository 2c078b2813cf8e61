import { describe, expect, it } from 'vitest'
import { startRun, stepOf, waitForStep } from './run.ts'
import { useApp } from './setUp.ts'
import { goTo } from './window.ts'

const app = useApp()

describe('training', () => {
  it('shows curves that move, the watched pictures, and the end', async () => {
    const { page, faults } = await app.openGlyphs(60)
    await startRun(page, 30)
    await waitForStep(page, 3)
    const curve = page.getByTestId('chart-loss').locator('path.js-line').first()
    await curve.waitFor()
    const before = await curve.getAttribute('d')
    await waitForStep(page, 12)
    await page.waitForTimeout(500)
    expect(await curve.getAttribute('d')).not.toBe(before)
    await page.getByRole('button', { name: 'Step 10' }).waitFor()
    await page
      .getByTestId('run-state')
      .getByText(/finished/i)
      .first()
      .waitFor({ timeout: 120_000 })
    await page.getByRole('button', { name: 'Step 30' }).waitFor()
    expect(faults).toEqual([])
  })

  it('that only makes the model it started from worse says so, and offers no model of its own', async () => {
    const { page, faults } = await app.openGlyphs(60)
    const harm = { learningRate: 0.05, warmup: 1, averageDecay: 0 }
    await startRun(page, 12, { from: 'mnist-compact', settings: harm })
    const state = page.getByTestId('run-state').first()
    await state.getByText(/finished/i).waitFor({ timeout: 120_000 })
    await page
      .getByTestId('only-worse')
      .getByText('Its best model is the one that it started from.')
      .waitFor()
    await page.getByText('none better than the model it started from').waitFor()
    expect(await page.getByRole('button', { name: 'Use for parsing' }).count()).toBe(0)
    expect(faults).toEqual([])
  })

  it('is paused and resumed, and survives that its engine is killed', async () => {
    const { page, studio } = await app.openGlyphs(60)
    await startRun(page, 5000)
    await waitForStep(page, 2)
    await page
      .getByRole('button', { name: /^Pause/ })
      .first()
      .click()
    await page
      .getByTestId('run-state')
      .getByText(/paused/i)
      .first()
      .waitFor()
    const paused = await stepOf(page)
    await page
      .getByRole('button', { name: /^Resume/ })
      .first()
      .click()
    await waitForStep(page, paused + 2)

    await studio.killEngine('training')
    await page
      .getByTestId('run-state')
      .getByText(/interrupted/i)
      .first()
      .waitFor()
    await page
      .getByText(/SIGKILL/)
      .first()
      .waitFor()
    await page
      .getByRole('button', { name: /^Resume/ })
      .first()
      .click()
    await page
      .getByTestId('run-state')
      .getByText(/training|running/i)
      .first()
      .waitFor()
    await waitForStep(page, paused + 3)
  })

  it('interrupted by a kill of the app is reported in every view, and resumed from there; nothing else is lost', async () => {
    const { page, studio, home } = await app.openGlyphs(60)
    await startRun(page, 5000)
    await waitForStep(page, 7)
    await studio.kill()
    const again = await app.open(await app.start(home))
    // The window opens in Train, as before, where the run itself is shown as interrupted.
    await again.page.getByTestId('run-state').getByText('interrupted').first().waitFor()
    const banner = again.page.getByText(/was interrupted after \d+ of 5,000 updates/)
    await goTo(again.page, 'Library')
    await banner.waitFor()
    await goTo(again.page, 'Parse')
    await banner.waitFor()
    await again.page.getByRole('button', { name: 'Resume' }).click()
    await again.page.getByTestId('run-state').getByText('training').first().waitFor()
    await waitForStep(again.page, 8)
    await goTo(again.page, 'Library')
    await again.page.getByRole('button', { name: 'All pictures 60' }).waitFor()
    expect(await banner.count()).toBe(0)
    expect(again.faults).toEqual([])
  })

  it('is reported as interrupted until a person dismisses the message', async () => {
    const { page, studio, home } = await app.openGlyphs(60)
    await startRun(page, 5000)
    await waitForStep(page, 6)
    await studio.kill()
    const again = await app.open(await app.start(home))
    const banner = again.page.getByText(/was interrupted after \d+ of 5,000 updates/)
    await goTo(again.page, 'Library')
    await banner.waitFor()
    await again.page.reload()
    await banner.waitFor()
    await again.page.getByRole('button', { name: 'Dismiss' }).first().click()
    await banner.waitFor({ state: 'detached' })
    await again.page.reload()
    await again.page.getByRole('button', { name: 'All pictures 60' }).waitFor()
    expect(await banner.count()).toBe(0)
  })
})
