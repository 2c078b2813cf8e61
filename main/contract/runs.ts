import { z } from 'zod'
import { type Setting, type SettingName, settingEntries } from '../../model/training/settings.ts'
import { call, fault, id, time } from './base.ts'
import { pictureFilter } from './library.ts'

/** A number for each setting of a training that a person may choose (model/training/settings.ts). */
const perSetting = (numberOf: (setting: Setting) => z.ZodNumber) =>
  z.object(
    Object.fromEntries(settingEntries.map(([name, setting]) => [name, numberOf(setting)])) as Record<
      SettingName,
      z.ZodNumber
    >,
  )

/** Settings that are chosen: each within its range. */
export const runSettings = perSetting(({ least, most, whole }) => {
  const number = z.number().min(least).max(most)
  return whole ? number.int() : number
})

/** Settings that a run has: it may have been started when the ranges were others. */
const keptSettings = perSetting(() => z.number())

/** What the form of a new run shows of a setting. */
export const settingField = z.object({
  name: z.string(),
  title: z.string(),
  /** As the paper writes it. */
  symbol: z.string().optional(),
  /** What its number counts or is. */
  unit: z.string().optional(),
  /** What it does, in a line. */
  about: z.string(),
  least: z.number(),
  most: z.number(),
  whole: z.boolean(),
  default: z.number(),
})

export const presetInfo = z.object({
  name: z.string(),
  about: z.string(),
  side: z.int(),
  patch: z.int(),
  z: z.int(),
  glimpses: z.array(z.int()),
  parameters: z.int(),
})

export const runState = z.enum([
  'waiting',
  'running',
  'paused',
  'stopped',
  'finished',
  'interrupted',
  'failed',
])

/** The figures of a step that is recorded, as metrics.jsonl has them. Before the first step there is `heldOut` alone. */
export const figures = z.object({
  /** Steps taken. */
  step: z.int().nonnegative(),
  loss: z.number().optional(),
  /** Mean squared errors per pixel: of the whole, and of the parts. */
  rec: z.number().optional(),
  part: z.number().optional(),
  /** nats per picture */
  kl: z.number().optional(),
  gradNorm: z.number().optional(),
  learningRate: z.number().optional(),
  /** Absent until it is steady. */
  imagesPerSecond: z.number().optional(),
  /**
   * On held-out pictures: before the first step, at the steps where it was measured, and after the last. Values that are
   * not finite are left out; in a run that diverges the KL goes first.
   */
  heldOut: z
    .object({ mse: z.number(), partMse: z.number().optional(), kl: z.number().optional() })
    .optional(),
})

/** What was measured on held-out pictures after so many steps; the KL is absent where it is no number. */
const measured = z.object({ step: z.int().nonnegative(), mse: z.number(), kl: z.number().optional() })

export const run = z.object({
  id,
  name: z.string(),
  state: runState,
  preset: z.string(),
  /** The model whose weights it started from, by its name; absent where they were random. */
  startedFrom: z.string().optional(),
  settings: keptSettings,
  /** What it trains on, in words: "MNIST · 60,000 pictures". */
  data: z.string(),
  pictures: z.int().nonnegative(),
  created: time,
  /** Steps taken. */
  step: z.int().nonnegative(),
  /** Of the latest step that is recorded. */
  latest: figures.optional(),
  /** The best so far. Step 0: what it has learnt is no better than the model that it started from. */
  best: measured.optional(),
  /** The latest. */
  measured: measured.optional(),
  /** While it trains, once its rate is steady. */
  etaSeconds: z.number().optional(),
  /** Loss over the run, at most 60 values: for a sparkline. */
  spark: z.array(z.number()),
  /** What it computes on, once it has started: "simd, 2 threads, 256-bit". */
  engine: z.string().optional(),
  error: fault.optional(),
  /** Its model, once there is a checkpoint worth parsing with. */
  modelId: id.optional(),
  /** Steps at which the watched pictures were parsed (routes.preview). */
  previews: z.array(z.int().nonnegative()),
  /** Where its checkpoints lie, for people to read. */
  folder: z.string(),
})

/** Which pictures a run trains on and is measured on; splits as in the library, the test split held out. */
export const runData = z.union([z.object({ filter: pictureFilter }), z.object({ ids: z.array(id).min(2) })])

export const newRun = z.object({
  name: z.string().min(1).max(200),
  data: runData,
  preset: z.string(),
  settings: runSettings.partial(),
  /** Starts from this model's weights instead of at random; its sizes replace the preset's. */
  fromModel: id.optional(),
})

export const runs = {
  list: call.output(z.array(run)),
  /** What can be chosen for a new run. */
  options: call.output(z.object({ presets: z.array(presetInfo), settings: z.array(settingField) })),
  /**
   * Does some of all that such a run does, and says how long it takes here. Takes seconds; refused while a run is
   * training.
   */
  expect: call
    .input(newRun.omit({ name: true }))
    .output(z.object({ imagesPerSecond: z.number(), seconds: z.number(), train: z.int(), heldOut: z.int() })),
  /** How many pictures a run would train on and be measured on. */
  count: call.input(runData).output(z.object({ train: z.int(), heldOut: z.int() })),
  /** Starts a run, or lets it wait for the one that trains. */
  start: call.input(newRun).output(run),
  /** Stops after the step in progress, with a checkpoint, to go on by `resume`. */
  pause: call.input(z.object({ id })).output(z.void()),
  resume: call.input(z.object({ id })).output(z.void()),
  /** Ends a run where it stands, with a checkpoint. It can still be resumed. */
  stop: call.input(z.object({ id })).output(z.void()),
  rename: call.input(z.object({ id, name: z.string().min(1).max(200) })).output(z.void()),
  /** Takes runs out of the list; undone by app.undo. After 30 days their files are removed when the app next starts, and no undo brings them back. */
  remove: call.input(z.object({ ids: z.array(id).min(1) })).output(z.void()),
  /** All recorded figures of a run. */
  figures: call.input(z.object({ id })).output(z.array(figures)),
}

export type Run = z.infer<typeof run>
export type RunState = z.infer<typeof runState>
export type RunSettings = z.infer<typeof runSettings>
export type Figures = z.infer<typeof figures>
export type NewRun = z.infer<typeof newRun>
export type RunData = z.infer<typeof runData>
export type SettingField = z.infer<typeof settingField>
export type PresetInfo = z.infer<typeof presetInfo>
