import { expect, test } from 'vitest'
import { testContext } from '../services/services.testing.ts'
import { Settings } from './settings.ts'

test('settings are kept by name, also across a restart', async () => {
  const context = testContext()
  const settings = new Settings(context.db)
  settings.set('web.port', 40_000)
  settings.set('model.current', 3)
  settings.set('web.port', 40_001)
  const later = new Settings((await context.reopen()).db)
  expect((['web.port', 'model.current', 'theme'] as const).map((name) => later.get(name))).toEqual([
    40_001,
    3,
    undefined,
  ])
})
