import { z } from 'zod'
import { call, id, time } from './base.ts'

export const split = z.enum(['train', 'test'])
/** 'auto': each picture by its own border; dark ink on a light ground is turned round. */
export const invert = z.enum(['auto', 'always', 'never'])

/** A set of pictures: what was dropped or chosen at once, referenced where it lies. */
export const pictureSet = z.object({
  id,
  name: z.string(),
  /** Name of its format (model/data/formats), which may be one of a newer version. */
  kind: z.string(),
  /** Whether its pictures are generated, and have no files. */
  generated: z.boolean(),
  /** The folder or file it was read from; absent for generated pictures. */
  path: z.string().optional(),
  invert,
  added: time,
  pictures: z.int().nonnegative(),
  /** Pictures whose file is not where it was. */
  missing: z.int().nonnegative(),
  splits: z.record(split, z.int().nonnegative()),
  /** Labels with their counts, in the order of their names. */
  labels: z.array(z.object({ name: z.string(), count: z.int().positive() })),
  /** What a person should know of how it was read. */
  notes: z.array(z.string()),
  /** Files passed over, in all its imports. */
  skipped: z.int().nonnegative(),
})

/** One picture. Its bytes are reached by its id (routes.ts), never by a path. */
export const picture = z.object({
  id,
  setId: id,
  /** What a person calls it: file name, member of an archive, or place in a data set ("t10k 17"). */
  name: z.string(),
  /** The whole path or address, for people to read. */
  source: z.string(),
  label: z.string().optional(),
  split,
  width: z.int().positive(),
  height: z.int().positive(),
  /** Whether light and dark are turned round for the model. */
  inverted: z.boolean(),
  missing: z.boolean(),
  added: time,
  /** Its latest parse: the newest by the weights the current model has now, of the picture as `inverted` says. */
  parse: z.object({ id, mse: z.number() }).optional(),
})

/** Which pictures: all fields given must hold; in a list, any. */
export const pictureFilter = z.object({
  sets: z.array(id).optional(),
  labels: z.array(z.string()).optional(),
  splits: z.array(split).optional(),
  missing: z.boolean().optional(),
  /** Only those with a latest parse by the current model (true), or without (false). */
  parsed: z.boolean().optional(),
  /** Part of the name or the label, in any case. */
  text: z.string().max(200).optional(),
})

export const pictureOrder = z.object({
  /** 'error': mean squared error of the latest parse by the current model; pictures without come last. */
  by: z.enum(['added', 'name', 'label', 'size', 'error']),
  descending: z.boolean().default(false),
})

/** Where pictures come from: paths on the computer that runs the app, or files that the window has sent there. */
export const importSource = z.union([
  z.object({ paths: z.array(z.string().min(1)).min(1).max(10_000) }),
  z.object({ upload: z.string().regex(/^[\w-]{8,64}$/) }),
  z.object({ glyphs: z.object({ count: z.int().positive().max(200_000), seed: z.int().nonnegative() }) }),
])

/** A public data set that can be fetched from its home. */
export const dataset = z.object({
  id: z.enum(['mnist', 'fashion-mnist', 'omniglot']),
  name: z.string(),
  about: z.string(),
  licence: z.string(),
  /** Where it is published. */
  home: z.string(),
  files: z.array(z.object({ name: z.string(), bytes: z.int().positive() })),
  pictures: z.int().positive(),
  /** Its set, once it is in the library. */
  setId: id.optional(),
})

export const library = {
  sets: call.output(z.array(pictureSet)),
  /** Starts reading pictures into the library, as a job; the set appears at once and grows. */
  import: call
    .input(
      z.object({
        source: importSource,
        name: z.string().min(1).max(200).optional(),
        invert: invert.optional(),
      }),
    )
    .output(z.object({ jobId: id, setId: id })),
  /**
   * Adds a few picture files at once (at most 64), without a job: for a picture dropped to be parsed. They go into the
   * set "Dropped pictures". Those that cannot be read are listed; refused where none can.
   */
  add: call.input(z.object({ source: importSource })).output(
    z.object({
      pictures: z.array(picture),
      skipped: z.array(z.object({ file: z.string(), reason: z.string() })),
    }),
  ),
  /** Pictures by id, in the order asked for; ids that are not there are left out. */
  pictures: call.input(z.object({ ids: z.array(id).max(1000) })).output(z.array(picture)),
  /** Labels and splits with their counts, over a filter. */
  counts: call.input(pictureFilter).output(
    z.object({
      pictures: z.int().nonnegative(),
      labels: z.array(z.object({ name: z.string(), count: z.int().positive() })),
      splits: z.record(split, z.int().nonnegative()),
      missing: z.int().nonnegative(),
      parsed: z.int().nonnegative(),
    }),
  ),
  renameSet: call.input(z.object({ id, name: z.string().min(1).max(200) })).output(z.void()),
  setInvert: call.input(z.object({ id, invert })).output(z.void()),
  /** Takes a set, or pictures, out of the library; the files stay where they are. Undone by app.undo. */
  removeSet: call.input(z.object({ id })).output(z.void()),
  removePictures: call.input(z.object({ ids: z.array(id).min(1).max(1_000_000) })).output(z.void()),
  /** Looks where every file of a set is now: a job that marks the missing ones and unmarks those that are back. */
  check: call.input(z.object({ id })).output(z.object({ jobId: id })),
  /** Finds a set's missing files below another folder, by content: a job. */
  relink: call.input(z.object({ id, path: z.string().min(1) })).output(z.object({ jobId: id })),
  /** Reads a set again where it lies: a job that adds what is new. */
  refresh: call.input(z.object({ id })).output(z.object({ jobId: id })),
  datasets: call.output(z.array(dataset)),
  /** Fetches a public data set, verifies it and imports it: a job. */
  fetchDataset: call.input(z.object({ id: dataset.shape.id })).output(z.object({ jobId: id })),
}

export type Invert = z.infer<typeof invert>
export type PictureSet = z.infer<typeof pictureSet>
export type PictureRecord = z.infer<typeof picture>
export type PictureFilter = z.infer<typeof pictureFilter>
export type PictureOrder = z.input<typeof pictureOrder>
export type ImportSource = z.infer<typeof importSource>
export type Dataset = z.infer<typeof dataset>
