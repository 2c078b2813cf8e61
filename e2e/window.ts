import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import axeCore from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { views } from '../main/contract/views.ts'
import type { RunningStudio } from './studio.ts'

export type Theme = 'light' | 'dark'

/** A window of the app, with the errors in it. */
export interface Window {
  readonly page: Page
  /** Errors of its scripts and errors on its console. */
  readonly faults: string[]
}

/** Opens the app at its address, as a person does, and waits until it can be used. */
export async function openWindow(
  browser: Browser,
  studio: RunningStudio,
  theme: Theme = 'dark',
): Promise<Window> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme: theme })
  const page = await context.newPage()
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text())
  })
  page.setDefaultTimeout(60_000)
  await page.goto(studio.address)
  await page.getByRole('navigation', { name: 'Views' }).waitFor()
  return { page, faults }
}

export const goTo = (page: Page, view: (typeof views)[number]['title']) =>
  page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: view }).click()

/** Drops files on the view, as from a file manager. */
export async function dropFiles(page: Page, paths: readonly string[]): Promise<void> {
  const files = await Promise.all(
    paths.map(async (path) => ({ name: basename(path), base64: (await readFile(path)).toString('base64') })),
  )
  const transfer = await page.evaluateHandle((dropped) => {
    const transfer = new DataTransfer()
    for (const { name, base64 } of dropped) {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
      transfer.items.add(new File([bytes], name))
    }
    return transfer
  }, files)
  for (const type of ['dragenter', 'dragover', 'drop']) {
    await page.dispatchEvent('main', type, { dataTransfer: transfer })
  }
}

/** Drops files and folders of the browser's computer on the middle of the window, as they are there. */
export async function dropPaths(page: Page, files: string[]): Promise<void> {
  const box = (await page.locator('main').boundingBox())!
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  const browser = await page.context().newCDPSession(page)
  const data = { items: [], files, dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await browser.send('Input.dispatchDragEvent', { type, ...at, data })
  }
}

/** Imports a folder of the app's computer by typing its path. */
export async function importByPath(page: Page, folder: string): Promise<void> {
  await page.keyboard.press('Control+o')
  const path = page.getByRole('textbox', { name: 'Path' })
  await path.fill(folder)
  await page.getByRole('button', { name: 'Choose this folder' }).click()
}

/** Adds the built-in glyphs and waits until some of their test split are there. */
export async function addGlyphs(page: Page): Promise<void> {
  await page.getByRole('region', { name: 'Or begin with' }).getByRole('button', { name: 'Add' }).click()
  await page.getByRole('button', { name: /^For testing [1-9]/ }).waitFor({ timeout: 120_000 })
}

/** Selects the first picture of the wall, once it shows any. */
export async function selectFirst(page: Page): Promise<void> {
  const wall = page.getByRole('listbox', { name: 'Pictures' })
  const select = async () => {
    await wall.click({ position: { x: 60, y: 60 } })
    return wall.getByRole('option').count()
  }
  await expect.poll(select, { timeout: 60_000 }).toBe(1)
}

/** The serious accessibility faults of the window as it is, one line each. */
export async function seriousFaults(page: Page): Promise<string[]> {
  // The page's policy forbids foreign scripts, so axe is evaluated through the browser's tools.
  await page.evaluate(axeCore.source)
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof axeCore }
    const { violations } = await axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] })
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
  })
}

export async function expectAccessible(page: Page, what: string): Promise<void> {
  expect(await seriousFaults(page), what).toEqual([])
}
