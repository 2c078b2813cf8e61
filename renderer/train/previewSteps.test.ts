import { describe, expect, it } from 'vitest'
import { cropOf, picturesIn, previewSteps } from './previewSteps.ts'

it('lists each step once, in order, whether the run lists it or it was published', () => {
  expect(previewSteps([0, 50, 100], [150, 100])).toEqual([0, 50, 100, 150])
  expect(previewSteps([], [])).toEqual([])
})

it('counts the pictures of a preview', () => {
  expect(picturesIn([224, 84])).toBe(8)
  expect(picturesIn([56, 84])).toBe(2)
})

describe('cropOf', () => {
  it('draws a preview at the greatest whole factor that fits', () => {
    expect(cropOf([224, 84], 300)).toEqual({ width: 672, height: 252, whole: 672, left: 0 })
    expect(cropOf([224, 84], 84).height).toBe(84)
  })

  it('reduces a preview that is too high', () => {
    expect(cropOf([400, 168], 84)).toEqual({ width: 200, height: 84, whole: 200, left: 0 })
  })

  it('shows one picture alone, the last one if there are fewer', () => {
    expect(cropOf([224, 84], 168, 3)).toEqual({ width: 56, height: 168, whole: 448, left: 168 })
    expect(cropOf([56, 84], 84, 7).left).toBe(28)
  })
})
