import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { call, id, time } from './base.ts'
import { job } from './jobs.ts'
import { figures, run } from './runs.ts'
import { windowSetting } from './settings.ts'

/** One of the processes that compute: the one that parses, and the one that trains. */
export const engineState = z.object({
  role: z.enum(['parsing', 'training']),
  state: z.enum(['off', 'starting', 'ready', 'busy', 'failed']),
  /** simd, tensorflow or cpu */
  backend: z.string().optional(),
  threads: z.int().optional(),
  /** Kernels run on 256-bit vectors. */
  wide: z.boolean().optional(),
  device: z.string().optional(),
  library: z.string().optional(),
  /** What it misses, in a line for people each. */
  complaints: z.array(z.string()),
  /** Pictures trained on in a second by the latest training, measured. */
  imagesPerSecond: z.number().optional(),
  /** Bytes of memory its process takes. */
  memory: z.int().nonnegative().optional(),
  /** How often it has been started anew after it died. */
  restarts: z.int().nonnegative(),
  /** Why it died last, or does not start. */
  fault: z.string().optional(),
})

/** An edit that can be undone or redone. */
export const edit = z.object({
  /** In words: "Remove set my-pictures". */
  name: z.string(),
  /** What kind of edit it is: 'library.remove-set'. Codes never change their meaning. */
  code: z.string(),
  /** What it belongs to: 'library', 'models', 'runs', or the one document that it changes, 'picture:12'. */
  scope: z.string(),
})

/** What the next undo and redo would do; absent where there is nothing. There is one history for all windows and views. */
export const history = z.object({ undo: edit.optional(), redo: edit.optional() })

/** What this shell can do beside the contract. */
export const shell = z.object({
  kind: z.enum(['electron', 'web', 'cli', 'test']),
  /** 'darwin' and so on: which keys are called what. */
  platform: z.string(),
})

export const appState = z.object({
  version: z.string(),
  workspace: z.object({ name: z.string(), folder: z.string(), opened: time }),
  shell,
  engines: z.array(engineState),
  history,
  /** What a person should know of the start: a workspace that was restored, say. */
  notes: z.array(z.string()),
})

/** What has changed; a window fetches anew what it shows of that. */
export const appEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('job'), job }),
  z.object({ type: z.literal('job-dismissed'), id }),
  /** Sets, pictures or their labels have changed, or whether pictures are inverted, and so which parses are their latest. */
  z.object({ type: z.literal('library') }),
  /** Models or their weights have changed, or another is the current one, and so which parses are the latest. */
  z.object({ type: z.literal('models') }),
  z.object({ type: z.literal('run'), run }),
  z.object({ type: z.literal('run-removed'), id }),
  /** A run's step, a few times a second at most. */
  z.object({ type: z.literal('figures'), runId: id, figures }),
  z.object({ type: z.literal('preview'), runId: id, step: z.int() }),
  z.object({ type: z.literal('parses'), pictureIds: z.array(id) }),
  z.object({ type: z.literal('engine'), engine: engineState }),
  z.object({ type: z.literal('history'), history }),
])

export const app = {
  state: call.output(appState),
  /**
   * Everything that happens, from now on, until the caller leaves. An event is published once what it tells of is on disk.
   *
   * Events come in the order they were published, but a caller that is slower than they are receives only the newest of
   * those about the same thing (a job, a run, its figures, its preview, an engine, the library, the models, the history),
   * where the oldest would have come; the pictures of several `parses` come in one. So no last state is lost, but states
   * between may be: figures of a run that were passed over are in `runs.figures`. Of what has gone (`job-dismissed`,
   * `run-removed`) nothing older comes after.
   *
   * Nothing is kept for a caller that is not there: whoever connects, or connects again, subscribes first and then fetches
   * all that it shows.
   */
  events: call.output(eventIterator(appEvent)),
  /** Starts the engine of a role anew. */
  restartEngine: call.input(z.object({ role: engineState.shape.role })).output(z.void()),
  /** What a window remembers: theme, sizes of panels, keys. */
  settings: call.output(z.partialRecord(windowSetting, z.json())),
  /** Refused for a name that is none of `windowSetting`, and for more than 64 KiB. */
  setSetting: call
    .input(z.object({ name: z.string().regex(/^[\w.-]{1,64}$/), value: z.json() }))
    .output(z.void()),
  undo: call.output(z.object({ undone: z.string().optional() })),
  redo: call.output(z.object({ redone: z.string().optional() })),
  /** Folders and usable files at a path of the computer that runs the app: for choosing one where there is no native dialog. */
  browse: call.input(z.object({ path: z.string().optional() })).output(
    z.object({
      path: z.string(),
      parent: z.string().optional(),
      entries: z.array(z.object({ name: z.string(), path: z.string(), folder: z.boolean() })),
    }),
  ),
}

export type EngineState = z.infer<typeof engineState>
export type AppState = z.infer<typeof appState>
export type AppEvent = z.infer<typeof appEvent>
