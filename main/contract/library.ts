import { z } from 'zod'
import { call, id, time } from './base.ts'

export const split = z.enum(['train', 'test'])
/** Which pictures are inverted: with 'auto', those with dark ink on a light ground, judged by each picture's border. */
export const invert = z.enum(['auto', 'always', 'never'])

/** The pictures that were added at once, referenced where they lie. */
export const pictureSet = z.object({
  id,
  name: z.string(),
  /** Name of its format (model/data/formats), possibly one that only a newer version knows. */
  kind: z.string(),
  /** Whether its pictures are generated and so have no files. */
  generated: z.boolean(),
  /** The folder or file it was read from; absent for generated pictures. */
  path: z.string().optional(),
  invert,
  added: time,
  pictures: z.int().nonnegative(),
  /** Pictures whose file is gone, or has other content. */
  missing: z.int().nonnegative(),
  splits: z.record(split, z.int().nonnegative()),
  /** Labels with their counts, sorted by name. */
  labels: z.array(z.object({ name: z.string(), count: z.int().positive() })),
  /** What a person should know about how it was read. */
  notes: z.array(z.string()),
  /** Number of files skipped in all its imports. */
  skipped: z.int().nonnegative(),
})

/** One picture. Its bytes are reached by its id (routes.ts), never by a path. */
export const picture = z.object({
  id,
  setId: id,
  /** Name for people: a file name, a member of an archive, or a position in a data set ("t10k 17"). */
  name: z.string(),
  /** Its whole path or address, for people to read. */
  source: z.string(),
  label: z.string().optional(),
  split,
  width: z.int().positive(),
  height: z.int().positive(),
  /** Whether light and dark change places before the model sees it. */
  inverted: z.boolean(),
  missing: z.boolean(),
  added: time,
  /** Its latest parse: the newest by the current model's present weights, inverted or not as the picture is now. */
  parse: z.object({ id, mse: z.number() }).optional(),
})

/** Which pictures to take: every given field must match; a list matches if any of its values does. */
export const pictureFilter = z.object({
  sets: z.array(id).optional(),
  labels: z.array(z.string()).optional(),
  splits: z.array(split).optional(),
  missing: z.boolean().optional(),
  /** Only those with a latest parse by the current model (true), or without (false). */
  parsed: z.boolean().optional(),
  /** Part of the name or of the label; case is ignored. */
  text: z.string().max(200).optional(),
})

export const pictureOrder = z.object({
  /** 'error' is the mean squared error of the latest parse by the current model; pictures without one come last. */
  by: z.enum(['added', 'name', 'label', 'size', 'error']),
  descending: z.boolean().default(false),
})

/** Where pictures come from: paths on the app's computer, files that the window has uploaded, or generated glyphs. */
export const importSource = z.union([
  z.object({ paths: z.array(z.string().min(1)).min(1).max(10_000) }),
  z.object({
    upload: z.string().regex(/^[\w-]{8,64}$/),
    /** What of it could not be sent, and why. */
    notSent: z
      .array(z.object({ file: z.string(), reason: z.string() }))
      .max(10_000)
      .optional(),
  }),
  z.object({ glyphs: z.object({ count: z.int().positive().max(200_000), seed: z.int().nonnegative() }) }),
])

/** A public data set that can be fetched from where it is published. */
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
  /** Starts a job that reads pictures into a new set, which appears at once and grows. */
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
   * Adds at most 64 picture files without a job, as for a picture dropped to be parsed. They go into the set "Dropped
   * pictures". Files that cannot be read are listed; the call is refused if none can be read.
   */
  add: call.input(z.object({ source: importSource })).output(
    z.object({
      pictures: z.array(picture),
      skipped: z.array(z.object({ file: z.string(), reason: z.string() })),
    }),
  ),
  /** Pictures by id, in the order of the ids; unknown ids are left out. */
  pictures: call.input(z.object({ ids: z.array(id).max(1000) })).output(z.array(picture)),
  /** How many pictures match a filter, by label, split and state. */
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
  /** Removes a set from the library; its files stay where they are. `app.undo` undoes it. */
  removeSet: call.input(z.object({ id })).output(z.void()),
  /** Removes pictures from the library; their files stay where they are. `app.undo` undoes it. */
  removePictures: call.input(z.object({ ids: z.array(id).min(1).max(1_000_000) })).output(z.void()),
  /** Starts a job that looks for every file of a set, marks missing ones and unmarks those that are back. */
  check: call.input(z.object({ id })).output(z.object({ jobId: id })),
  /** Starts a job that finds a set's missing files, by their content, in another folder and its subfolders. */
  relink: call.input(z.object({ id, path: z.string().min(1) })).output(z.object({ jobId: id })),
  /** Starts a job that reads a set again where it lies and adds new pictures. */
  refresh: call.input(z.object({ id })).output(z.object({ jobId: id })),
  datasets: call.output(z.array(dataset)),
  /** Starts a job that fetches a public data set, verifies it and imports it. */
  fetchDataset: call.input(z.object({ id: dataset.shape.id })).output(z.object({ jobId: id })),
}

export type Invert = z.infer<typeof invert>
export type PictureSet = z.infer<typeof pictureSet>
export type PictureRecord = z.infer<typeof picture>
export type PictureFilter = z.infer<typeof pictureFilter>
export type PictureOrder = z.input<typeof pictureOrder>
export type ImportSource = z.infer<typeof importSource>
export type Dataset = z.infer<typeof dataset>
