import { expect, it } from 'vitest'
import { formatCount, formatMany } from './counts.ts'

it('counts one and many', () => {
  expect([formatMany(1, 'picture'), formatMany(12_400, 'picture'), formatMany(0, 'try', 'tries')]).toEqual([
    '1 picture',
    '12,400 pictures',
    '0 tries',
  ])
  expect(formatCount(1234.6)).toBe('1,235')
})
