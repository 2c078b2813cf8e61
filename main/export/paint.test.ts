import { describe, expect, it } from 'vitest'
import { addInk } from '../contract/ink.ts'
import type { Colour } from '../contract/partColours.ts'
import { blank, border, drawInk, drawNumber, numberSize, type Picture } from './paint.ts'

const BLACK: Colour = [0, 0, 0]

function at({ width, pixels }: Picture, x: number, y: number): number[] {
  return [...pixels.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)]
}

describe('border', () => {
  it('surrounds the box and leaves its inside alone', () => {
    const picture = blank(6, 6, BLACK)
    border(picture, { x: 2, y: 2, width: 2, height: 2 }, 1, [9, 8, 7])
    expect(at(picture, 1, 1)).toEqual([9, 8, 7])
    expect(at(picture, 4, 4)).toEqual([9, 8, 7])
    expect(at(picture, 2, 2)).toEqual([0, 0, 0])
    expect(at(picture, 0, 0)).toEqual([0, 0, 0])
  })

  it('leaves out what lies outside the picture', () => {
    const picture = blank(2, 2, BLACK)
    border(picture, { x: 0, y: 0, width: 2, height: 2 }, 3, [9, 8, 7])
    expect([...picture.pixels]).toEqual([...blank(2, 2, BLACK).pixels])
  })
})

describe('drawInk', () => {
  it('draws every pixel as a crisp square of the scale', () => {
    const picture = blank(5, 4, [1, 1, 1])
    const ink = addInk(2, [{ ink: Float32Array.of(1, 0, 0, 0.2), colour: [255, 255, 255] }])
    drawInk(picture, 1, 0, 2, ink)
    const reds = Array.from({ length: 4 }, (_, y) =>
      Array.from({ length: 5 }, (_, x) => at(picture, x, y)[0]),
    )
    expect(reds).toEqual([
      [1, 255, 255, 0, 0],
      [1, 255, 255, 0, 0],
      [1, 0, 0, 51, 51],
      [1, 0, 0, 51, 51],
    ])
  })
})

describe('drawNumber', () => {
  it('writes the digits next to each other', () => {
    const { width, height } = numberSize(17)
    const picture = blank(width, height, BLACK)
    drawNumber(picture, 0, 0, 1, 17, [255, 255, 255])
    const rows = Array.from({ length: height }, (_, y) =>
      Array.from({ length: width }, (_, x) => (at(picture, x, y)[0] ? '#' : '.')).join(''),
    )
    expect(rows).toEqual(['.#..###', '##....#', '.#...#.', '.#..#..', '###.#..'])
  })
})
