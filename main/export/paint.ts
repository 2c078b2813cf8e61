import type { Pixels } from '../base/png.ts'
import type { Ink } from '../contract/ink.ts'
import type { Colour } from '../contract/partColours.ts'

/** A picture in colour that can be painted on. */
export type Picture = Pixels & { readonly channels: 3 }

/** A rectangle in whole pixels; x goes right and y down from the picture's top left corner. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Creates a picture of one colour. */
export function blank(width: number, height: number, colour: Colour): Picture {
  const pixels = new Uint8ClampedArray(width * height * 3)
  const picture: Picture = { width, height, channels: 3, pixels }
  fill(picture, { x: 0, y: 0, width, height }, colour)
  return picture
}

/** Paints `box` in one colour, clipped to the picture. */
export function fill(picture: Picture, box: Box, colour: Colour): void {
  const right = Math.min(box.x + box.width, picture.width)
  const bottom = Math.min(box.y + box.height, picture.height)
  for (let y = Math.max(box.y, 0); y < bottom; y++) {
    for (let x = Math.max(box.x, 0); x < right; x++) {
      picture.pixels.set(colour, (y * picture.width + x) * 3)
    }
  }
}

/** Paints a frame of `thickness` pixels just outside `box`. */
export function border(picture: Picture, box: Box, thickness: number, colour: Colour): void {
  const { x, y, width, height } = box
  const wide = width + 2 * thickness
  fill(picture, { x: x - thickness, y: y - thickness, width: wide, height: thickness }, colour)
  fill(picture, { x: x - thickness, y: y + height, width: wide, height: thickness }, colour)
  fill(picture, { x: x - thickness, y, width: thickness, height }, colour)
  fill(picture, { x: x + width, y, width: thickness, height }, colour)
}

/** Paints `ink` with its top left corner at (x, y), every pixel as a square of `scale` pixels: crisp, never blurred. */
export function drawInk(picture: Picture, x: number, y: number, scale: number, { side, rgb }: Ink): void {
  for (let i = 0; i < side * side; i++) {
    const box = {
      x: x + (i % side) * scale,
      y: y + Math.floor(i / side) * scale,
      width: scale,
      height: scale,
    }
    fill(picture, box, [Math.round(rgb[i * 3]), Math.round(rgb[i * 3 + 1]), Math.round(rgb[i * 3 + 2])])
  }
}

/** The digits 0-9 in 3 x 5 pixels: one number per digit, in which each octal digit is a row, top row first. */
const DIGITS = [0o75557, 0o26227, 0o71747, 0o71717, 0o55711, 0o74717, 0o74757, 0o71244, 0o75757, 0o75717]

/** Size of a drawn number at scale 1, px. */
export function numberSize(number: number): { width: number; height: number } {
  return { width: 4 * String(number).length - 1, height: 5 }
}

/** Draws a non-negative whole number with its top left corner at (x, y). */
export function drawNumber(
  picture: Picture,
  x: number,
  y: number,
  scale: number,
  number: number,
  colour: Colour,
): void {
  for (const [place, digit] of [...String(number)].entries()) {
    for (let i = 0; i < 15; i++) {
      const on = (DIGITS[Number(digit)] >> (14 - i)) & 1
      const left = x + (4 * place + (i % 3)) * scale
      const top = y + Math.floor(i / 3) * scale
      if (on) fill(picture, { x: left, y: top, width: scale, height: scale }, colour)
    }
  }
}
