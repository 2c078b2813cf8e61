import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openZip } from '../model/data/zip.ts'
import { useApp } from './setUp.ts'
import { selectFirst } from './window.ts'

const app = useApp()

it('Pictures whose folder was moved are found there again, and parse', async () => {
  const { page, home, faults } = await app.openGlyphs(12)
  await rename(join(home, 'glyphs'), join(home, 'moved'))
  await page.getByRole('button', { name: 'glyphs 12', exact: true }).hover()
  await page.getByRole('button', { name: 'Menu of glyphs' }).click()
  await page.getByRole('menuitem', { name: 'Check for missing files' }).click()
  await page.getByRole('button', { name: '12 missing', exact: true }).click()
  const path = page.getByRole('textbox', { name: 'Path' })
  await path.fill(join(home, 'moved'))
  await path.press('Enter')
  await page.getByRole('button', { name: 'Choose this folder' }).click()
  await page.getByRole('button', { name: '12 missing', exact: true }).waitFor({ state: 'detached' })
  await page.getByRole('button', { name: /^Parse 12 pictures/ }).click()
  await page.getByRole('button', { name: /^Not parsed 0/ }).waitFor({ timeout: 120_000 })
  expect(faults).toEqual([])
})

it('Parses are exported as a zip of trees and part sheets, once there are some', async () => {
  const { page, faults } = await app.openGlyphs(6)
  const exporting = page.getByRole('button', { name: /^Export their parses/ })
  await page.getByText('Not parsed by this model yet').waitFor()
  expect(await exporting.isDisabled()).toBe(true)
  await page.getByRole('button', { name: /^Parse 6 pictures/ }).click()
  await page.getByRole('button', { name: /^Not parsed 0/ }).waitFor({ timeout: 120_000 })

  // Select all works with the focus outside of the wall too.
  await selectFirst(page)
  await page.getByRole('button', { name: /^Export its parse/ }).waitFor()
  await page.getByRole('link', { name: 'Library' }).focus()
  await page.keyboard.press('Control+a')
  await page.getByText('6 pictures selected').waitFor()
  const download = page.waitForEvent('download')
  await exporting.click()
  const saved = await download
  expect(saved.suggestedFilename()).toBe('parses.zip')
  const zip = await openZip(await saved.path())
  const names = zip.members.map(({ name }) => name)
  expect(names.filter((name) => name.endsWith('.json'))).toHaveLength(6)
  expect(names.some((name) => name.endsWith('.png'))).toBe(true)
  const tree = JSON.parse(String(await zip.members.find(({ name }) => name.endsWith('.json'))!.read()))
  await zip.close()
  expect(tree.source).toMatch(/\.png$/)
  expect(faults).toEqual([])
})
