import type { PartView } from '../../main/contract/parseFile.ts'

/** x to the right and y down, px; (0, 0) is the centre of a canvas's first pixel. */
export type Point = readonly [x: number, y: number]

/** An affine transform from a patch to a canvas, both in px: (x, y) goes to (a x + b y + e, c x + d y + f). */
export interface PixelPlacement {
  readonly a: number
  readonly b: number
  readonly c: number
  readonly d: number
  readonly e: number
  readonly f: number
}

/** The placement of a part on its parent's canvas, from its corners. @param patch P, px; at least 2 */
export function placementOf({ corners }: Pick<PartView, 'corners'>, patch: number): PixelPlacement {
  const [[x, y], [rightX, rightY], , [belowX, belowY]] = corners
  const last = patch - 1
  return {
    a: (rightX - x) / last,
    b: (belowX - x) / last,
    c: (rightY - y) / last,
    d: (belowY - y) / last,
    e: x,
    f: y,
  }
}

/** The placement that applies `inner` first and `outer` then. */
export function compose(outer: PixelPlacement, inner: PixelPlacement): PixelPlacement {
  const [e, f] = apply(outer, [inner.e, inner.f])
  return {
    a: outer.a * inner.a + outer.b * inner.c,
    b: outer.a * inner.b + outer.b * inner.d,
    c: outer.c * inner.a + outer.d * inner.c,
    d: outer.c * inner.b + outer.d * inner.d,
    e,
    f,
  }
}

export function apply({ a, b, c, d, e, f }: PixelPlacement, [x, y]: Point): Point {
  return [a * x + b * y + e, c * x + d * y + f]
}

/** The inverse of a placement. It always exists, because actions never shrink a part to nothing. */
export function invert({ a, b, c, d, e, f }: PixelPlacement): PixelPlacement {
  const determinant = a * d - b * c
  return {
    a: d / determinant,
    b: -b / determinant,
    c: -c / determinant,
    d: a / determinant,
    e: (b * f - d * e) / determinant,
    f: (c * e - a * f) / determinant,
  }
}

/** The placement of a part of any level on the picture's canvas. */
export function placementOnImage(lineage: readonly PartView[], patch: number): PixelPlacement {
  return lineage.map((part) => placementOf(part, patch)).reduce(compose)
}

/**
 * The outline of a part on the picture's canvas: the four corners of its patch (half a pixel beyond the centres of its
 * corner pixels), clockwise in the patch from its top left corner.
 *
 * @param lineage the parts that the part lies in, then the part; the part alone gives its outline on its parent's canvas
 */
export function outlineOf(lineage: readonly PartView[], patch: number): Point[] {
  const placement = placementOnImage(lineage, patch)
  const [from, to] = [-0.5, patch - 0.5]
  const corners: Point[] = [
    [from, from],
    [to, from],
    [to, to],
    [from, to],
  ]
  return corners.map((corner) => apply(placement, corner))
}
