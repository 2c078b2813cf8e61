import { describe, expect, it } from 'vitest'
import { afterKey } from './chartKeys.ts'

const press = (key: string, shiftKey = false) => ({ key, shiftKey })
const place = { at: 500, range: [0, 1000], full: [0, 1000] } as const

describe('afterKey', () => {
  it('points at neighbouring or distant steps, within those shown', () => {
    expect(afterKey(press('ArrowRight'), place)?.at).toBe(510)
    expect(afterKey(press('ArrowLeft', true), place)?.at).toBe(400)
    expect(afterKey(press('ArrowRight'), { ...place, at: 1000 })?.at).toBe(1000)
    expect(afterKey(press('ArrowLeft'), { ...place, at: undefined })?.at).toBe(990)
    expect(afterKey(press('Home'), place)?.at).toBe(0)
  })

  it('zooms in around the step pointed at, and out again up to all steps', () => {
    const near = afterKey(press('+'), place)
    expect(near?.range).toEqual([250, 750])
    expect(afterKey(press('-'), { ...place, range: near!.range })?.range).toEqual([0, 1000])
    expect(afterKey(press('+'), { ...place, at: 990 })?.range).toEqual([500, 1000])
  })

  it('leaves other keys alone', () => {
    expect(afterKey(press('a'), place)).toBeUndefined()
  })
})
