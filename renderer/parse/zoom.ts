import type { Point } from './placement.ts'

/** How the canvas lies in the Stage: `factor` CSS px per canvas px, its top left corner at (x, y) CSS px. */
export interface View {
  readonly factor: number
  readonly x: number
  readonly y: number
}

export interface Size {
  readonly width: number
  readonly height: number
}

/** A rectangle in canvas px, from the top left corner of the canvas. */
export interface Extent extends Size {
  readonly left: number
  readonly top: number
}

/** Largest zoom, CSS px per canvas px. */
export const MAX_FACTOR = 96

/**
 * Centres an extent in the Stage at the largest whole factor at which it fits, or at a fraction if it is larger than the
 * Stage.
 *
 * @param room size of the Stage, CSS px
 * @param margin free space on every side, CSS px
 * @param dots screen pixels per CSS px: the factor is whole in screen pixels
 */
export function fit(room: Size, extent: Extent, margin = 24, dots = 1): View {
  const most = Math.min((room.width - 2 * margin) / extent.width, (room.height - 2 * margin) / extent.height)
  const whole = Math.floor(most * dots) / dots
  const factor = whole > 0 ? Math.min(whole, MAX_FACTOR) : Math.max(most, 0.01)
  return centred(room, extent, factor)
}

/** Centres an extent in the Stage at a factor. */
export function centred(room: Size, extent: Extent, factor: number): View {
  return {
    factor,
    x: Math.round((room.width - extent.width * factor) / 2 - extent.left * factor),
    y: Math.round((room.height - extent.height * factor) / 2 - extent.top * factor),
  }
}

/** The next factor, about a fifth larger or smaller; above 1 it is whole in screen pixels. */
export function nextFactor(factor: number, direction: 1 | -1, dots = 1): number {
  const wanted = factor * (direction > 0 ? 1.2 : 1 / 1.2) * dots
  const whole = direction > 0 ? Math.ceil(wanted - 1e-6) : Math.floor(wanted + 1e-6)
  return whole >= 1 ? Math.min(whole / dots, MAX_FACTOR) : Math.max(wanted / dots, 0.05)
}

/** Changes the factor and keeps what is under (x, y) of the Stage in place. */
export function zoomAt(view: View, factor: number, x: number, y: number): View {
  const ratio = factor / view.factor
  return {
    factor,
    x: Math.round(x - (x - view.x) * ratio),
    y: Math.round(y - (y - view.y) * ratio),
  }
}

export function pan(view: View, dx: number, dy: number): View {
  return { ...view, x: view.x + dx, y: view.y + dy }
}

/** The point of the canvas under (x, y) of the Stage; it may lie outside the canvas. */
export function pointAt(view: View, x: number, y: number): Point {
  return [(x - view.x) / view.factor - 0.5, (y - view.y) / view.factor - 0.5]
}

/** The column and row of the pixel that a point of the canvas lies in. */
export function pixelOf([x, y]: Point): [x: number, y: number] {
  return [Math.floor(x + 0.5), Math.floor(y + 0.5)]
}
