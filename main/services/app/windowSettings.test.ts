import { expect, test } from 'vitest'
import { type Setting, Settings } from '../../workspace/settings.ts'
import { testContext } from '../services.testing.ts'
import { WindowSettings } from './windowSettings.ts'

test('what a window remembers is kept over a start, and comes without the settings of the app', async () => {
  const context = testContext()
  const windows = new WindowSettings(context.db)
  windows.set('theme', 'dark')
  windows.set('panes.train', { left: 240 })
  windows.set('theme', 'light')
  new Settings(context.db).set('web.port', 40_000)
  const { db } = await context.reopen()
  expect(new WindowSettings(db).all()).toEqual({ theme: 'light', 'panes.train': { left: 240 } })
})

test.each(['model.current', 'web.port', 'library.dropped', 'colour' as Setting] as const)(
  'a window that sets %s is refused, and told what it may set; nothing is changed',
  (name) => {
    const { db } = testContext()
    const app = new Settings(db)
    app.set(name, 1)
    expect(() => new WindowSettings(db).set(name, 2)).toThrow(
      expect.objectContaining({
        kind: 'usage',
        message: `A window has no setting ${name}.`,
        hint: expect.stringContaining('theme'),
      }),
    )
    expect(app.get(name)).toBe(1)
  },
)

test('one that is too large is refused, and what was there stays', () => {
  const windows = new WindowSettings(testContext().db)
  windows.set('keys', 'k'.repeat(65_000))
  expect(() => windows.set('keys', 'ä'.repeat(33_000))).toThrow('larger than 64 KiB')
  expect(windows.all().keys).toHaveLength(65_000)
})
