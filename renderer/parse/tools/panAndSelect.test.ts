import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { fakeApp, fakeConnection } from '../../client/fake.testing.ts'
import { provideConnection } from '../../client/studio.ts'
import { usePlace } from '../../state/place.ts'
import { glyphParse } from '../glyph.testing.ts'
import { inkOnImage } from '../inkOnImage.ts'
import { useParse } from '../parseStore.ts'
import type { Path } from '../tree.ts'
import { panAndSelect } from './panAndSelect.ts'
import type { StagePoint } from './tool.ts'
import { toolRunner } from './toolRunner.ts'

const view = glyphParse()
/** CSS px a canvas px. */
const FACTOR = 10

/** The middle of the pixel in which a part has most ink. */
function on(path: Path): StagePoint {
  const ink = inkOnImage(view, path)
  const pixel = ink.indexOf(Math.max(...ink))
  return at((pixel % view.side) * FACTOR, Math.floor(pixel / view.side) * FACTOR)
}
const at = (x: number, y: number): StagePoint => ({ x, y, canvas: [x / FACTOR, y / FACTOR] })
const by = (from: StagePoint, dx: number): StagePoint => at(from.x + dx, from.y)
const outside = at(-100, -100)

/** How far the canvas was panned. */
let panned: [number, number]
let runner: ReturnType<typeof toolRunner>

beforeEach(() => {
  provideConnection(fakeConnection(fakeApp()))
  setActivePinia(createPinia())
  panned = [0, 0]
  const zoom = {
    pan: (dx: number, dy: number) => {
      panned = [panned[0] + dx, panned[1] + dy]
    },
    keep: () => {
      const kept = panned
      return () => {
        panned = kept
      }
    },
  }
  const tool = panAndSelect(() => view, zoom)
  runner = toolRunner(() => tool)
})

describe('hovering', () => {
  it('lights the part under the pointer until the pointer leaves it', () => {
    const store = useParse()
    runner.move(1, on([2]))
    expect(store.hovered).toEqual([2])
    runner.move(1, outside)
    expect(store.hovered).toBeUndefined()
    runner.move(1, on([2]))
    runner.leave()
    expect(store.hovered).toBeUndefined()
  })
})

describe('a click', () => {
  it('selects the part under it, or the whole picture where there is no part', () => {
    const place = usePlace()
    runner.down(1, on([2]), 0)
    runner.move(1, by(on([2]), 3))
    runner.up(1, by(on([2]), 3))
    expect([place.path, panned]).toEqual([[2], [0, 0]])
    runner.down(1, outside, 0)
    runner.up(1, outside)
    expect(place.path).toEqual([])
  })

  it('selects nothing with another button, after Escape, or where the pointer is lost', () => {
    const place = usePlace()
    runner.down(1, on([2]), 2)
    runner.up(1, on([2]))
    runner.down(1, on([2]), 0)
    runner.key('Escape')
    runner.up(1, on([2]))
    runner.down(1, on([2]), 0)
    runner.lost(1)
    expect(place.path).toEqual([])
  })
})

describe('a drag', () => {
  it('pans by as much as the pointer moves, with any button, and selects nothing', () => {
    for (const button of [0, 1]) {
      runner.down(1, on([2]), button)
      runner.move(1, by(on([2]), 10))
      runner.move(1, by(on([2]), 12))
      runner.up(1, by(on([2]), 12))
    }
    expect([panned, usePlace().path]).toEqual([[24, 0], []])
  })

  it('goes back to where it began when it is cancelled', () => {
    runner.down(1, outside, 0)
    runner.move(1, by(outside, 30))
    runner.up(1, by(outside, 30))
    runner.down(1, outside, 0)
    runner.move(1, by(outside, 50))
    expect(panned).toEqual([80, 0])
    runner.key('Escape')
    expect(panned).toEqual([30, 0])
    runner.move(1, by(outside, 70))
    expect(panned).toEqual([30, 0])
  })
})

describe('a double click', () => {
  it('opens the part under it, after which the pointer finds its sub-parts; where there is no part it opens nothing', () => {
    const store = useParse()
    runner.doubleClick(outside)
    expect([...store.open]).toEqual([''])
    runner.doubleClick(on([2]))
    expect(store.open.has('2')).toBe(true)
    runner.move(1, on([2]))
    expect(store.hovered).toHaveLength(2)
  })
})
