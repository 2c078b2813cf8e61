import { z } from 'zod'
import { call, id, time } from './base.ts'
import { pictureFilter } from './library.ts'

/** How a picture was mapped to the model's canvas of S x S px, which the picture's longer side fills. */
export const mapping = z.object({
  width: z.int().positive(),
  height: z.int().positive(),
  /** Canvas px per px of the picture. */
  scale: z.number().positive(),
  /** Where the picture's left and top edges lie on the canvas, canvas px. The rest of the canvas has its ground. */
  left: z.number(),
  top: z.number(),
  inverted: z.boolean(),
  /** Whether colour was converted to luminance. */
  grey: z.boolean(),
})

/** A kept parse. Its tree, with the pictures in it, is fetched separately (`routes.parse`, parseFile.ts). */
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
  /**
   * Parses a picture now, with the current model unless `modelId` names another. Returns the kept parse if there is one,
   * unless `again` is set.
   */
  parse: call
    .input(z.object({ pictureId: id, modelId: id.optional(), again: z.boolean().optional() }))
    .output(parseRecord),
  /** Kept parses of a picture, the newest first. */
  ofPicture: call.input(z.object({ pictureId: id })).output(z.array(parseRecord)),
  get: call.input(z.object({ id })).output(parseRecord),
  /** Starts a job that parses the given pictures, or all that match a filter, if the current model has not yet. */
  parseAll: call
    .input(
      z.union([z.object({ filter: pictureFilter }), z.object({ ids: z.array(id).min(1).max(1_000_000) })]),
    )
    .output(z.object({ jobId: id })),
  /** Removes kept parses; `app.undo` undoes it. */
  remove: call.input(z.object({ ids: z.array(id).min(1) })).output(z.void()),
}

export type Mapping = z.infer<typeof mapping>
export type ParseRecord = z.infer<typeof parseRecord>
