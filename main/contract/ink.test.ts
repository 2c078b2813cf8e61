import { describe, expect, it } from 'vitest'
import { addInk } from './ink.ts'

describe('addInk', () => {
  it('adds the colours of overlapping parts and clips them', () => {
    const { rgb } = addInk(1, [
      { ink: Float32Array.of(1), colour: [200, 100, 0] },
      { ink: Float32Array.of(0.5), colour: [200, 100, 50] },
    ])
    expect([...rgb]).toEqual([255, 150, 25])
  })
})
