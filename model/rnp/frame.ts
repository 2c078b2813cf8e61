/** Where an action puts a part on its parent's canvas, in terms a person uses. */
export interface Frame {
  /** Width of the part over width of the parent's canvas, before rotation and shear. */
  readonly scaleX: number
  /** The same for the height; negative if the action mirrors the part (offsets below 2 can). */
  readonly scaleY: number
  /** Degrees, counter-clockwise as seen. */
  readonly rotation: number
  /** How far a point moves to the right (before rotation) per unit it lies lower on the canvas. */
  readonly shear: number
  /** From the canvas's centre to the part's, to the right, px of the parent's canvas. */
  readonly translateX: number
  /** The same downwards. */
  readonly translateY: number
}

/** x to the right and y down, px; (0, 0) is the middle of the canvas's first pixel. */
export type Point = readonly [x: number, y: number]

/** u = [[a, b], [c, d]] p + (tx, ty): from a patch's coordinates p to its canvas's u, both in [-1, 1]. */
interface NormalizedPlacement {
  readonly a: number
  readonly b: number
  readonly c: number
  readonly d: number
  readonly tx: number
  readonly ty: number
}

/**
 * An action [6] (a11 a12 tx a21 a22 ty) as a frame. `place` reads the patch at p = M u + t with
 * M = [[a11 + o, a12], [a21, a22 + o]], so the patch lies on the canvas at u = M^-1 (p - t), and
 * M^-1 = Rotation [[1, shear], [0, 1]] diag(scaleX, scaleY), its QR decomposition.
 * @param offset o
 * @param side side of the parent's canvas, px
 */
export function frameOf(action: ArrayLike<number>, offset: number, side: number): Frame {
  const { a, b, c, d, tx, ty } = placementOf(action, offset)
  const scaleX = Math.hypot(a, c)
  const cos = a / scaleX
  const sin = c / scaleX
  const scaleY = cos * d - sin * b
  const half = (side - 1) / 2
  return {
    scaleX,
    scaleY,
    rotation: (-Math.atan2(sin, cos) * 180) / Math.PI,
    shear: (cos * b + sin * d) / scaleY,
    translateX: tx * half,
    translateY: ty * half,
  }
}

/** The action [6] of a frame: the inverse of `frameOf`, up to rounding. Scales must not be 0. */
export function actionOf(frame: Frame, offset: number, side: number): Float32Array {
  const angle = (-frame.rotation * Math.PI) / 180
  const cos = Math.cos(angle)
  const sin = Math.sin(angle)
  const skew = frame.shear * frame.scaleY
  const a = cos * frame.scaleX
  const b = cos * skew - sin * frame.scaleY
  const c = sin * frame.scaleX
  const d = sin * skew + cos * frame.scaleY
  const determinant = a * d - b * c
  const [m11, m12, m21, m22] = [d / determinant, -b / determinant, -c / determinant, a / determinant]
  const half = (side - 1) / 2
  const [x, y] = [frame.translateX / half, frame.translateY / half]
  return Float32Array.of(m11 - offset, m12, -(m11 * x + m12 * y), m21, m22 - offset, -(m21 * x + m22 * y))
}

/**
 * The corners of a part's parallelogram on its parent's canvas: the middles of the patch's top left, top right,
 * bottom right and bottom left pixels.
 */
export function cornersOf(action: ArrayLike<number>, offset: number, side: number): Point[] {
  const { a, b, c, d, tx, ty } = placementOf(action, offset)
  const half = (side - 1) / 2
  const corner = (x: number, y: number): Point => [
    (a * x + b * y + tx + 1) * half,
    (c * x + d * y + ty + 1) * half,
  ]
  return [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)]
}

function placementOf(action: ArrayLike<number>, offset: number): NormalizedPlacement {
  const [m11, m12, m21, m22] = [action[0] + offset, action[1], action[3], action[4] + offset]
  const determinant = m11 * m22 - m12 * m21
  const [a, b, c, d] = [m22 / determinant, -m12 / determinant, -m21 / determinant, m11 / determinant]
  return { a, b, c, d, tx: -(a * action[2] + b * action[5]), ty: -(c * action[2] + d * action[5]) }
}
