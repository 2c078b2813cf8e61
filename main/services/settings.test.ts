import { expect, test } from 'vitest'
import { testContext } from './fixtures.ts'
import { Settings } from './settings.ts'

test('settings are kept by name, over a start too', async () => {
  const context = testContext()
  const settings = new Settings(context.db)
  settings.set('theme', 'dark')
  settings.set('panels', { left: 240 })
  settings.set('theme', 'light')
  const { db } = await context.reopen()
  expect(new Settings(db).all()).toEqual({ panels: { left: 240 }, theme: 'light' })
})

test('one that is too large, or one too many, is refused', () => {
  const settings = new Settings(testContext().db)
  settings.set('keys', 'k'.repeat(65_000))
  expect(() => settings.set('keys', 'ä'.repeat(33_000))).toThrow('larger than 64 KiB')
  expect(settings.all().keys).toHaveLength(65_000)
  for (let i = 1; i < 500; i++) settings.set(`s${i}`, i)
  expect(() => settings.set('more', 1)).toThrow('500 settings')
  settings.set('s1', 2)
})
