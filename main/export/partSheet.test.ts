import { describe, expect, it } from 'vitest'
import { partColour } from '../contract/partColours.ts'
import { handParse } from './export.testing.ts'
import type { Picture } from './paint.ts'
import { GROUND, partSheet } from './partSheet.ts'
import { sampleSheet } from './sampleSheet.ts'

const rgb = ({ width, pixels }: Picture, x: number, y: number) => [
  ...pixels.subarray((y * width + x) * 3, (y * width + x) * 3 + 3),
]

/** Colours met along a row or column, in order, each named once a run. */
function runs(picture: Picture, from: [number, number], step: [number, number]): string[] {
  const met: string[] = []
  let [x, y] = from
  while (x < picture.width && y < picture.height) {
    const colour = rgb(picture, x, y).join(' ')
    if (met.at(-1) !== colour) met.push(colour)
    x += step[0]
    y += step[1]
  }
  return met
}

const ground = GROUND.join(' ')
const black = '0 0 0'
const white = '255 255 255'
const colour = (index: number) => partColour(index).join(' ')

describe('partSheet', () => {
  it('shows input, reconstruction, coloured parts, then a bordered box per part', () => {
    const sheet = partSheet([handParse(28, 14, [2, 2])])
    // Along the first row of canvas pixels: two pixels of ink in each canvas, in the part colours from the third on.
    const y = sheet.height - 24 - 112
    expect(runs(sheet, [0, y], [1, 0])).toEqual([
      ...[ground, white, black, ground, white, black, ground],
      ...[colour(0), colour(1), black, ground],
      ...[colour(0), colour(1), black, colour(0), ground],
      ...[colour(1), colour(0), colour(1), black, colour(1), ground],
    ])
  })

  it('leaves the input column out for samples', () => {
    const { image: _, ...sample } = handParse(28, 14, [2, 2])
    const [withInput, without] = [partSheet([handParse(28, 14, [2, 2])]), partSheet([sample])]
    expect(withInput.width - without.width).toBe(112 + 12)
  })

  it('draws the patches of a one-level parse in the colour of their part', () => {
    const sheet = partSheet([handParse(28, 28, [3])])
    const y = sheet.height - 24 - 112
    const met = runs(sheet, [0, y], [1, 0])
    expect(met.slice(-6)).toEqual([ground, colour(2), black, colour(2), black, colour(2), ground].slice(-6))
  })

  it('draws the programs among the sub-parts in boxes below their part', () => {
    const two = partSheet([handParse(28, 14, [2, 2])])
    const three = partSheet([handParse(28, 14, [2, 2, 2])])
    // Down the left border of the second part's box: its colour, then that of the first box below.
    const x = three.width - 24 - 224 - 1
    expect(runs(three, [x, 60], [0, 1])).toEqual([colour(1), ground, colour(0), ground])
    expect(three.height).toBeGreaterThan(2 * two.height)
  })

  it('gives every parse a row of the same height', () => {
    const parse = handParse(28, 14, [4, 4])
    const heights = [1, 2, 3].map((count) => partSheet(Array(count).fill(parse)).height)
    expect(heights[2] - heights[1]).toBe(heights[1] - heights[0])
  })

  it.each([
    [8, 8, [2, 2]],
    [50, 9, [9, 2]],
    [28, 130, [1]],
    [200, 14, [4, 3, 2, 2]],
  ])('fits canvases of %i px and patches of %i px', (side, patch, glimpses) => {
    const sheet = partSheet([handParse(side, patch, glimpses)])
    // A whole cell of margin on the right stays ground: nothing overflowed.
    for (let y = 0; y < sheet.height; y++) expect(rgb(sheet, sheet.width - 20, y)).toEqual([...GROUND])
  })
})

describe('sampleSheet', () => {
  it('draws the samples row by row in part colours', () => {
    const sheet = sampleSheet(Array(3).fill(handParse(28, 14, [2, 2])))
    const first = [ground, colour(0), colour(1), black, ground]
    expect(runs(sheet, [0, 24], [1, 0])).toEqual([...first, ...first.slice(1)])
    expect(runs(sheet, [0, 24 + 112 + 12], [1, 0])).toEqual(first)
  })
})
