import { expect, it } from 'vitest'
import { clampPane } from './panes.ts'

it('A panel is never too narrow to read, and leaves the view its room', () => {
  expect([20, 300, 2000].map((width) => clampPane(width, 1280))).toEqual([160, 300, 512])
})

it('In a very small window a panel keeps its least width', () => {
  expect(clampPane(300, 200)).toBe(160)
})
