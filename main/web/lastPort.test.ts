import { expect, test } from 'vitest'
import { testContext } from '../services/services.testing.ts'
import { Settings } from '../workspace/settings.ts'
import { keepPort, lastPort } from './lastPort.ts'

test('the port of the page is known to the next start', async () => {
  const context = testContext()
  expect(lastPort(context.db)).toBeUndefined()
  keepPort(context.db, 40_000)
  keepPort(context.db, 40_001)
  expect(lastPort((await context.reopen()).db)).toBe(40_001)
})

test('a value that is not a port is ignored, and a port that cannot be kept stops nothing', () => {
  const { db } = testContext()
  new Settings(db).set('web.port', 'everything')
  expect(lastPort(db)).toBeUndefined()
  db.exec('PRAGMA query_only = 1')
  expect(() => keepPort(db, 40_000)).not.toThrow()
})
