import { z } from 'zod'
import { call, id, time } from './base.ts'
import { pictureFilter } from './library.ts'

/** How a picture was brought to the model's canvas: S px a side, the picture's longer side fills it. */
export const mapping = z.object({
  width: z.int().positive(),
  height: z.int().positive(),
  /** Canvas px per px of the picture. */
  scale: z.number().positive(),
  /** Where the picture's left and top edges lie on the canvas, canvas px; what it does not cover is its own ground. */
  left: z.number(),
  top: z.number(),
  inverted: z.boolean(),
  /** Whether colour was turned into luminance. */
  grey: z.boolean(),
})

/** A kept parse. The tree itself, with its pictures, is fetched once by its route (parseFile.ts). */
export const parseRecord = z.object({
  id,
  pictureId: id,
  modelId: id,
  modelName: z.string(),
  /** Mean squared error per pixel. */
  mse: z.number(),
  created: time,
  mapping,
  /** How long the model took, ms. */
  milliseconds: z.number(),
})

export const parses = {
  /** Parses a picture now, with the current model unless one is named; a parse that is kept already is given back. */
  parse: call
    .input(z.object({ pictureId: id, modelId: id.optional(), again: z.boolean().optional() }))
    .output(parseRecord),
  /** Kept parses of a picture, the newest first. */
  ofPicture: call.input(z.object({ pictureId: id })).output(z.array(parseRecord)),
  get: call.input(z.object({ id })).output(parseRecord),
  /** Parses all pictures of a filter, or those named, that the current model has not parsed: a job. */
  parseAll: call
    .input(
      z.union([z.object({ filter: pictureFilter }), z.object({ ids: z.array(id).min(1).max(1_000_000) })]),
    )
    .output(z.object({ jobId: id })),
  /** Takes kept parses away; undone by app.undo. */
  remove: call.input(z.object({ ids: z.array(id).min(1) })).output(z.void()),
}

export type Mapping = z.infer<typeof mapping>
export type ParseRecord = z.infer<typeof parseRecord>
