import type { RnpConfig } from '../../model/rnp/config.ts'
import { cornersOf, frameOf } from '../../model/rnp/frame.ts'
import type { Parse, Part } from '../../model/rnp/parse.ts'
import type { ParseView, PartView } from '../contract/parseFile.ts'

/** Brings a parse to the form in which it is kept and shown, with its pictures. */
export function parseView(
  parse: Parse & Required<Pick<Parse, 'image' | 'mse'>>,
  config: RnpConfig,
): ParseView {
  const { side, patch, offset, glimpses } = config
  return {
    side,
    patch,
    offset,
    mse: parse.mse,
    z: parse.z,
    image: parse.image,
    canvas: parse.canvas,
    parts: parse.parts.map((part) => partView(part, [], glimpses.length - 1, side, config)),
  }
}

/** @param side side of the canvas that the part lies on, px */
function partView(
  { parts, index, ...part }: Part,
  above: readonly number[],
  level: number,
  side: number,
  config: RnpConfig,
): PartView {
  const path = [...above, index]
  return {
    ...part,
    path,
    level,
    action: Array.from(part.action),
    frame: frameOf(part.action, config.offset, side),
    corners: cornersOf(part.action, config.offset, side),
    parts: parts.map((sub) => partView(sub, path, level - 1, config.patch, config)),
  }
}

/** Restores a parse, up to the half precision in which its pictures are kept, for sheets and trees made from it. */
export function parseOf({ z, image, canvas, mse, parts }: ParseView): Parse {
  return { z, image, canvas, mse, parts: parts.map(partOf) }
}

function partOf({ path, z, action, seen, patch, decoded, placed, error, parts }: PartView): Part {
  const index = path.at(-1)!
  return {
    index,
    z,
    action: Float32Array.from(action),
    seen,
    patch,
    decoded,
    placed,
    error,
    parts: parts.map(partOf),
  }
}
