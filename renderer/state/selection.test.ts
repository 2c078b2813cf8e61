import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { usePlace } from './place.ts'
import { useSelection } from './selection.ts'

beforeEach(() => setActivePinia(createPinia()))

describe('the selection', () => {
  it('stays at the picture that is looked at while it is among those selected', () => {
    const [place, selection] = [usePlace(), useSelection()]
    selection.only(2)
    selection.select([1, 2, 3])
    expect(place.picture).toBe(2)
    selection.select([1, 3])
    expect(place.picture).toBe(3)
    selection.clear()
    expect([place.picture, selection.count]).toEqual([undefined, 0])
  })

  it('loses a removed picture, and another one is looked at if it was that one', () => {
    const [place, selection] = [usePlace(), useSelection()]
    selection.select([1, 2, 3], 2)
    selection.drop(1)
    expect([place.picture, [...selection.pictures]]).toEqual([2, [2, 3]])
    selection.drop(2)
    expect([place.picture, [...selection.pictures]]).toEqual([3, [3]])
    selection.drop(3)
    expect([place.picture, selection.count]).toEqual([undefined, 0])
  })

  it('stays among the pictures that are shown, and so does the picture that is looked at', () => {
    const [place, selection] = [usePlace(), useSelection()]
    selection.select([1, 2, 3], 2)
    selection.keepAmong(Uint32Array.of(1, 2, 4))
    expect([place.picture, [...selection.pictures]]).toEqual([2, [1, 2]])
    selection.keepAmong(Uint32Array.of(4, 1))
    expect([place.picture, [...selection.pictures]]).toEqual([1, [1]])
    selection.keepAmong(Uint32Array.of(4))
    expect([place.picture, selection.count]).toEqual([undefined, 0])
    // What comes back is not selected again.
    selection.keepAmong(Uint32Array.of(1, 2, 3, 4))
    expect([place.picture, selection.count]).toEqual([undefined, 0])
  })
})
