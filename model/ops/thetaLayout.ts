import { ACTION, ACTION_UNITS } from './programConstants.ts'

/** Sizes that the generated weights of a program depend on. */
export interface ThetaSizes {
  /** P, px */
  readonly patch: number
  /** Z */
  readonly z: number
  /** E */
  readonly e: number
  readonly hidden: number
}

/** One generated matrix or vector: where it lies in a row of theta, and its shape. */
export interface ThetaEntry {
  readonly name: string
  /** [fanIn, units] of a matrix (y = x W), or [units] of a bias or initial state. */
  readonly shape: readonly number[]
  /** Index of its first number in the row. */
  readonly offset: number
  readonly size: number
}

/** The five weight heads of the hypernetwork, in the order their numbers take in a row of theta. */
export type HeadName = 'enc' | 'fState' | 'fPolicy' | 'decPatch' | 'decAction'

/**
 * All generated weights of one program, in order: 133,376 numbers at P = 28, Z = 32; 160,256 at Z = 96;
 * 58,112 at P = 14, Z = 32.
 */
export function thetaLayout({ patch, z, e, hidden }: ThetaSizes): ThetaLayout {
  const pixels = patch ** 2
  const dense = (name: string, fanIn: number, units: number): [string, number[]][] => [
    [`${name}.weight`, [fanIn, units]],
    [`${name}.bias`, [units]],
  ]
  const recurrent: [string, number[]][] = [
    ['Wh', [z, z]],
    ['Wx', [e, z]],
    ['bias', [z]],
    ['initial', [z]],
  ]
  const heads: Record<HeadName, [string, number[]][]> = {
    enc: [
      ...dense('patch', pixels, hidden),
      ...dense('action', ACTION, hidden),
      ...dense('join1', 2 * hidden, hidden),
      ...dense('join2', hidden, hidden),
      ...dense('join3', hidden, e),
    ],
    fState: recurrent,
    fPolicy: recurrent,
    decPatch: [
      ...dense('1', z, hidden),
      ...dense('2', hidden, hidden),
      ...dense('3', hidden, hidden),
      ['4.weight', [hidden, pixels]],
    ],
    decAction: [
      ...dense('1', z, ACTION_UNITS),
      ...dense('2', ACTION_UNITS, ACTION_UNITS),
      ...dense('3', ACTION_UNITS, ACTION_UNITS),
      ['4.weight', [ACTION_UNITS, ACTION]],
    ],
  }
  const entries: ThetaEntry[] = []
  let offset = 0
  for (const [head, parts] of Object.entries(heads)) {
    for (const [name, shape] of parts) {
      const size = shape.reduce((a, b) => a * b, 1)
      entries.push({ name: `${head}.${name}`, shape, offset, size })
      offset += size
    }
  }
  return { entries, size: offset }
}

/** Every generated number of a program, named and placed. */
export interface ThetaLayout {
  readonly entries: readonly ThetaEntry[]
  /** Numbers in a row of theta. */
  readonly size: number
}
