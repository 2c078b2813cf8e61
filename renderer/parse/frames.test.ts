import { describe, expect, it } from 'vitest'
import { framesOf } from './frames.ts'
import { glyphParse } from './glyph.testing.ts'
import { outlineOf } from './placement.ts'

const view = glyphParse()
const keys = (options: Parameters<typeof framesOf>[1]) => framesOf(view, options).map(({ key }) => key)

describe('framesOf', () => {
  it('frames the parts, and the sub-parts of the selected one', () => {
    expect(keys({ all: true, step: 16, selected: [] })).toEqual(['0', '1', '2', '3'])
    expect(keys({ all: true, step: 16, selected: [2] }).sort()).toEqual(
      ['0', '1', '2', '2.0', '2.1', '2.2', '2.3', '3'].sort(),
    )
    expect(keys({ all: true, step: 16, selected: [2, 1] })).toHaveLength(8)
  })

  it('frames only the selected and the lit part if frames are off', () => {
    expect(keys({ all: false, step: 16, selected: [] })).toEqual([])
    expect(keys({ all: false, step: 16, selected: [1], lit: [0, 3] })).toEqual(['1', '0.3'])
  })

  it('frames nothing that the program has not begun to draw', () => {
    expect(keys({ all: true, step: 0, selected: [] })).toEqual([])
    expect(keys({ all: true, step: 5, selected: [] })).toEqual(['0', '1'])
  })

  it('draws the lit part last, and marks it', () => {
    const frames = framesOf(view, { all: true, step: 16, selected: [1], lit: [0] })
    expect(frames.at(-1)).toMatchObject({ key: '0', lit: true, selected: false })
    expect(frames.at(-2)).toMatchObject({ key: '1', lit: false, selected: true })
  })

  it('places the outline of a sub-part through the placement of its part', () => {
    const [frame] = framesOf(view, { all: false, step: 16, selected: [3, 2] })
    expect(frame.outline).toEqual(outlineOf([view.parts[3], view.parts[3].parts[2]], view.patch))
  })
})
