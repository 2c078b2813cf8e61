import { describe, expect, it } from 'vitest'
import { clampPane, layOut, type PaneSizes } from './panes.ts'

const sizes: PaneSizes = { left: 224, right: 288, folded: [] }
const both = ['left', 'right'] as const

it('A panel is never too narrow to read, and leaves enough space for the view', () => {
  expect([20, 300, 2000].map((width) => clampPane(width, 1280))).toEqual([160, 300, 512])
})

it('In a very small window a panel keeps its minimum width', () => {
  expect(clampPane(300, 200)).toBe(160)
})

describe('a wide window', () => {
  it('shows the panels beside the view', () => {
    const layout = layOut(1280, sizes, both)
    expect(layout).toMatchObject({ narrow: false, shown: { left: true, right: true }, over: undefined })
    expect(layout.columns).toBe(
      '[left] 224px [left-edge] 1px [middle] minmax(0, 1fr) [right-edge] 1px [right] 288px',
    )
  })

  it('has a rail for a hidden panel, and nothing for a panel that does not exist', () => {
    expect(layOut(1280, { ...sizes, folded: ['left'] }, both)).toMatchObject({
      shown: { left: false, right: true },
      rails: { left: true, right: false },
      columns: expect.stringContaining('[left] 0px [left-edge] 28px'),
    })
    expect(layOut(1280, sizes, ['left'])).toMatchObject({
      shown: { left: true, right: false },
      columns: expect.stringContaining('[right-edge] 0px [right] 0px'),
    })
  })
})

describe('a narrow window', () => {
  it('gives the view all but the rails, whatever is hidden in a wide one', () => {
    const layout = layOut(640, sizes, both)
    expect(layout).toMatchObject({ narrow: true, shown: { left: false, right: false } })
    expect(layout.columns).toBe(
      '[left-edge] 28px [left] 0px [middle] minmax(0, 1fr) [right] 0px [right-edge] 28px',
    )
    expect(layOut(640, { ...sizes, folded: ['left'] }, both, 'left').shown.left).toBe(true)
  })

  it('opens a panel beside the view if there is space, else over it', () => {
    expect(layOut(800, sizes, both, 'right')).toMatchObject({
      shown: { left: false, right: true },
      over: undefined,
      columns: expect.stringContaining('[right] 288px'),
    })
    expect(layOut(640, sizes, both, 'right')).toMatchObject({
      over: 288,
      columns: expect.stringContaining('[right] 0px'),
    })
  })

  it('opens no panel wider than the window', () => {
    expect(layOut(320, { ...sizes, right: 500 }, both, 'right').over).toBe(264)
  })
})
