/** A point, or an offset: x to the right, y down. */
export type Point = readonly [x: number, y: number]

/** One stroke of a part, in the part's own frame: the square from -1 to 1. */
export interface Stroke {
  readonly kind: 'line' | 'arc' | 'hook'
  readonly from: Point
  readonly to: Point
  /** Arc: height of the bow, as a share of the chord. Hook: radius of the curl at `to`, likewise. Its sign is the side. */
  readonly bend: number
}

const STEPS = 8

/** The stroke as a chain of straight pieces, [x, y] in its part's frame. */
export function pathOf({ kind, from, to, bend }: Stroke): Point[] {
  if (kind === 'line') return [from, to]
  const along: Point = [to[0] - from[0], to[1] - from[1]]
  const aside: Point = [-along[1] * bend, along[0] * bend]
  return kind === 'arc' ? bow(from, along, aside) : [from, ...curl(to, along, aside, Math.abs(bend))]
}

/** A parabola through both ends, `aside` its height: at strokes of a few pixels no eye tells it from a circle's arc. */
function bow(from: Point, along: Point, aside: Point): Point[] {
  return Array.from({ length: STEPS + 1 }, (_, i) => {
    const t = i / STEPS
    const height = 4 * t * (1 - t)
    return [from[0] + along[0] * t + aside[0] * height, from[1] + along[1] * t + aside[1] * height]
  })
}

/** A half circle that starts at `to` in the direction `along` and turns to the side `aside`, its radius. */
function curl(to: Point, along: Point, aside: Point, radius: number): Point[] {
  return Array.from({ length: STEPS + 1 }, (_, i) => {
    const angle = (Math.PI * i) / STEPS
    const forward = radius * Math.sin(angle)
    const turned = 1 - Math.cos(angle)
    return [to[0] + along[0] * forward + aside[0] * turned, to[1] + along[1] * forward + aside[1] * turned]
  })
}
