import { expect, it } from 'vitest'
import { previewSteps, wholeFactor } from './previewSteps.ts'

it('shows each step once, in order, whoever told of it', () => {
  expect(previewSteps([0, 50, 100], [150, 100])).toEqual([0, 50, 100, 150])
  expect(previewSteps([], [])).toEqual([])
})

it('draws pictures at whole factors, never below their own size', () => {
  expect(wholeFactor(84, 300)).toBe(3)
  expect(wholeFactor(84, 90)).toBe(1)
  expect(wholeFactor(200, 90)).toBe(1)
})
