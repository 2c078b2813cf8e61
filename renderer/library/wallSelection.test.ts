import { describe, expect, it } from 'vitest'
import { idsBetween, indexOf, toggled } from './wallSelection.ts'

describe('what is selected', () => {
  const ids = Uint32Array.of(50, 40, 30, 20, 10)

  it('is the range between two pictures, whichever came first', () => {
    expect([...idsBetween(ids, 3, 1)]).toEqual([40, 30, 20])
    expect([...idsBetween(ids, 1, 3)]).toEqual([40, 30, 20])
    expect([...idsBetween(ids, 2, 2)]).toEqual([30])
  })

  it('gains and loses a picture by a click with control', () => {
    const selected = new Set([40])
    expect([...toggled(selected, 10)]).toEqual([40, 10])
    expect([...toggled(selected, 40)]).toEqual([])
    expect([...selected]).toEqual([40])
  })

  it('is found by its id, at any index', () => {
    expect([indexOf(ids, 20), indexOf(ids, 7), indexOf(ids, undefined)]).toEqual([3, undefined, undefined])
  })
})
