import { z } from 'zod'
import { configSchema } from '../../model/checkpoint/manifest.ts'
import type { RnpConfig } from '../../model/rnp/config.ts'
import { cornersOf, frameOf } from '../../model/rnp/frame.ts'
import type { Parse, Part } from '../../model/rnp/parse.ts'
import { type Mapping, mapping } from '../contract/parses.ts'

/** A picture's values, row by row; at most four decimals are kept. */
const pixels = z.array(z.number())

const point = z.tuple([z.number(), z.number()])

const partSchema = z.strictObject({
  index: z.int().nonnegative(),
  level: z.int().nonnegative(),
  z: z.array(z.number()),
  action: z.array(z.number()).length(6),
  frame: z.strictObject({
    scaleX: z.number(),
    scaleY: z.number(),
    rotation: z.number(),
    shear: z.number(),
    translateX: z.number(),
    translateY: z.number(),
  }),
  corners: z.tuple([point, point, point, point]),
  error: z.number().nonnegative().optional(),
  pictures: z.strictObject({ side: z.int().positive(), patch: pixels, decoded: pixels }).optional(),
  get parts() {
    return z.array(partSchema)
  },
})

/** The JSON parse tree, version 1; docs/parse-tree.md says what each field means. */
export const parseTreeSchema = z.strictObject({
  schema: z.literal('rnp-parse'),
  version: z.literal(1),
  source: z.string(),
  model: z.strictObject({
    checkpoint: z.string(),
    config: configSchema,
  }),
  side: z.int().positive(),
  mapping: mapping.optional(),
  mse: z.number().nonnegative().optional(),
  z: z.array(z.number()),
  pictures: z.strictObject({ image: pixels.optional(), canvas: pixels }).optional(),
  parts: z.array(partSchema),
})

export type ParseTree = z.infer<typeof parseTreeSchema>
type PartNode = z.infer<typeof partSchema>

/** What a parse tree contains besides the parse itself. */
export interface ParseTreeOptions {
  /** Where the picture came from, or which sample it is. */
  readonly source: string
  readonly checkpoint: string
  readonly config: RnpConfig
  /** How the picture was brought to the canvas, if that is known. */
  readonly mapping?: Mapping
  /** Whether pictures are written too: about 40 kB instead of 10 kB per tree at the MNIST sizes. */
  readonly pictures?: boolean
}

/** Converts a parse to plain JSON that follows `parseTreeSchema`. */
export function parseTree(parse: Parse, options: ParseTreeOptions): ParseTree {
  const { config, pictures } = options
  return {
    schema: 'rnp-parse',
    version: 1,
    source: options.source,
    model: {
      checkpoint: options.checkpoint,
      config: { ...config, glimpses: [...config.glimpses], encoder: { ...config.encoder } },
    },
    side: config.side,
    mapping: options.mapping,
    mse: parse.mse,
    z: exact(parse.z),
    pictures: pictures
      ? { image: parse.image && short(parse.image), canvas: short(parse.canvas) }
      : undefined,
    parts: parse.parts.map((part) => partNode(part, config.glimpses.length - 1, config.side, options)),
  }
}

/** @param side side of the canvas that the part lies on, px */
function partNode(part: Part, level: number, side: number, options: ParseTreeOptions): PartNode {
  const { offset, patch } = options.config
  const [topLeft, topRight, bottomRight, bottomLeft] = cornersOf(part.action, offset, side)
  return {
    index: part.index,
    level,
    z: exact(part.z),
    action: exact(part.action),
    frame: frameOf(part.action, offset, side),
    corners: [[...topLeft], [...topRight], [...bottomRight], [...bottomLeft]],
    error: part.error,
    pictures: options.pictures
      ? { side: patch, patch: short(part.patch), decoded: short(part.decoded) }
      : undefined,
    parts: part.parts.map((sub) => partNode(sub, level - 1, patch, options)),
  }
}

/** Nine significant digits restore a 32-bit float exactly. */
function exact(values: Float32Array): number[] {
  return Array.from(values, (value) => Number(value.toPrecision(9)))
}

function short(values: Float32Array): number[] {
  return Array.from(values, (value) => Number(value.toFixed(4)))
}
