import { expect, it } from 'vitest'
import { age } from './age.ts'

it('says how long ago something was, and its date after a week', () => {
  const now = Date.UTC(2026, 4, 20, 12)
  const minutes = (count: number) => age(now - count * 60_000, now)
  expect(minutes(0.5)).toBe('now')
  expect(minutes(59)).toBe('59 min')
  expect(minutes(61)).toBe('1 h')
  expect(minutes(25 * 60)).toBe('1 d')
  expect(minutes(8 * 24 * 60)).toBe('2026-05-12')
  expect(age(now + 5000, now)).toBe('now')
})
