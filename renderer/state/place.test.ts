import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { usePlace } from './place.ts'
import { useSelection } from './selection.ts'

beforeEach(() => setActivePinia(createPinia()))

describe('the place', () => {
  it('is the whole of another picture, but stays at a part of the same one', () => {
    const place = usePlace()
    place.go(1)
    place.goToPart([2, 0])
    place.go(1, 7)
    expect([place.parse, place.path]).toEqual([7, [2, 0]])
    place.go(2)
    expect([place.parse, place.path]).toEqual([undefined, []])
  })

  it('keeps its parse while pictures are selected around it', () => {
    const [place, selection] = [usePlace(), useSelection()]
    place.go(1, 7)
    selection.select([1, 2])
    expect([place.picture, place.parse]).toEqual([1, 7])
  })
})
