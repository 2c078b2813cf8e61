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

/** Settings chosen for a new run, each within its range. */
export const runSettings = perSetting(({ least, most, whole }) => {
  const number = z.number().min(least).max(most)
  return whole ? number.int() : number
})

/** Settings of an existing run, which may have been started when the ranges were different. */
const keptSettings = perSetting(() => z.number())

/** A setting as the form of a new run shows it. */
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

/** The metrics of a recorded step, as in metrics.jsonl. Before the first step there is only `heldOut`. */
export const figures = z.object({
  /** Steps taken. */
  step: z.int().nonnegative(),
  loss: z.number().optional(),
  /** Mean squared errors per pixel of whole pictures (`rec`) and of parts (`part`). */
  rec: z.number().optional(),
  part: z.number().optional(),
  /** nats per picture */
  kl: z.number().optional(),
  gradNorm: z.number().optional(),
  learningRate: z.number().optional(),
  /** Absent until the speed is steady. */
  imagesPerSecond: z.number().optional(),
  /**
   * Measured on held-out pictures before the first step, every `evaluateEvery` steps and after the last. Values that are
   * not finite are absent; in a run that diverges the KL is the first of them.
   */
  heldOut: z
    .object({ mse: z.number(), partMse: z.number().optional(), kl: z.number().optional() })
    .optional(),
})

/** A measurement on held-out pictures after `step` steps; the KL is absent if it was not finite. */
const measured = z.object({ step: z.int().nonnegative(), mse: z.number(), kl: z.number().optional() })

export const run = z.object({
  id,
  name: z.string(),
  state: runState,
  preset: z.string(),
  /** Name of the model whose weights it started from; absent if they were random. */
  startedFrom: z.string().optional(),
  settings: keptSettings,
  /** What it trains on, for people: "MNIST · 60,000 pictures". */
  data: z.string(),
  pictures: z.int().nonnegative(),
  created: time,
  /** Steps taken. */
  step: z.int().nonnegative(),
  /** The metrics of the latest recorded step. */
  latest: figures.optional(),
  /** The best measurement so far; at step 0 if training has not improved on the model it started from. */
  best: measured.optional(),
  /** The latest measurement. */
  measured: measured.optional(),
  /** Present while it trains, once its speed is steady. */
  etaSeconds: z.number().optional(),
  /** Loss over the run for a sparkline, at most 60 values. */
  spark: z.array(z.number()),
  /** What it computes on, once it has started: "simd, 2 threads, 256-bit". */
  engine: z.string().optional(),
  error: fault.optional(),
  /** Its model, once it has a checkpoint worth parsing with. */
  modelId: id.optional(),
  /** Steps at which the watched pictures were parsed (routes.preview). */
  previews: z.array(z.int().nonnegative()),
  /** Where its checkpoints lie, for people to read. */
  folder: z.string(),
})

/** The pictures of a run: it trains on those of the train split and is measured on those of the test split. */
export const runData = z.union([z.object({ filter: pictureFilter }), z.object({ ids: z.array(id).min(2) })])

export const newRun = z.object({
  name: z.string().min(1).max(200),
  data: runData,
  preset: z.string(),
  settings: runSettings.partial(),
  /** Starts from this model's weights instead of random ones; its sizes replace the preset's. */
  fromModel: id.optional(),
})

export const runs = {
  list: call.output(z.array(run)),
  /** What can be chosen for a new run. */
  options: call.output(z.object({ presets: z.array(presetInfo), settings: z.array(settingField) })),
  /**
   * Measures a sample of the work of such a run and estimates how long the run takes on this computer. Takes seconds;
   * refused while a run is training.
   */
  expect: call
    .input(newRun.omit({ name: true }))
    .output(z.object({ imagesPerSecond: z.number(), seconds: z.number(), train: z.int(), heldOut: z.int() })),
  /** How many pictures a run would train on and be measured on. */
  count: call.input(runData).output(z.object({ train: z.int(), heldOut: z.int() })),
  /** Starts a run, or queues it while another one trains. */
  start: call.input(newRun).output(run),
  /** Stops a run after the step in progress and writes a checkpoint, from which `resume` continues. */
  pause: call.input(z.object({ id })).output(z.void()),
  resume: call.input(z.object({ id })).output(z.void()),
  /** Ends a run where it stands and writes a checkpoint. It can still be resumed. */
  stop: call.input(z.object({ id })).output(z.void()),
  rename: call.input(z.object({ id, name: z.string().min(1).max(200) })).output(z.void()),
  /**
   * Removes runs from the list; `app.undo` undoes it. Files of runs removed more than 30 days ago are deleted when the
   * app next starts; after that there is no undo.
   */
  remove: call.input(z.object({ ids: z.array(id).min(1) })).output(z.void()),
  /** The metrics of all recorded steps of a run. */
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
