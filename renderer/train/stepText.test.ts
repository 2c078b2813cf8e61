import { expect, it } from 'vitest'
import { stepText } from './stepText.ts'

it('says how long a step takes with two digits or three', () => {
  expect([4.08, 92.4, 999.2, 2655].map(stepText)).toEqual(['4.1 ms', '92 ms', '999 ms', '2.7 s'])
})
