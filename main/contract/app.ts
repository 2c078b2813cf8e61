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
  /** What is missing for full speed, one human-readable line each. */
  complaints: z.array(z.string()),
  /** Measured speed of the latest training, pictures per second. */
  imagesPerSecond: z.number().optional(),
  /** Memory of its process, bytes. */
  memory: z.int().nonnegative().optional(),
  /** How often it was restarted after it died. */
  restarts: z.int().nonnegative(),
  /** Why it last died, or why it does not start. */
  fault: z.string().optional(),
})

/** An id that a window chooses and sends with its calls (WINDOW_HEADER). */
const windowId = z.string()

/** An edit that can be undone or redone. */
export const edit = z.object({
  /** For people: "Remove set my-pictures". */
  name: z.string(),
  /** What kind of edit it is: 'library.remove-set'. Codes never change their meaning. */
  code: z.string(),
  /** What it belongs to: 'library', 'models', 'runs', or the one document that it changes, 'picture:12'. */
  scope: z.string(),
  /** The window that made it; absent for the command line and for edits of earlier versions. */
  madeBy: windowId.optional(),
})

/** What the next undo and redo would do; absent if there is nothing to do. All windows and views share one history. */
export const history = z.object({ undo: edit.optional(), redo: edit.optional() })

/** Which shell carries the window, and on which system. */
export const shell = z.object({
  kind: z.enum(['electron', 'web', 'cli', 'test']),
  /** As in Node's `process.platform`; the names of keys depend on it. */
  platform: z.string(),
})

export const appState = z.object({
  version: z.string(),
  workspace: z.object({ name: z.string(), folder: z.string(), opened: time }),
  shell,
  engines: z.array(engineState),
  history,
  /** What a person should know about this start, for instance that a workspace was restored. */
  notes: z.array(z.string()),
})

/** Something has changed; a window refetches whatever it shows of that. */
export const appEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('job'), job }),
  z.object({ type: z.literal('job-dismissed'), id }),
  /** Sets, pictures or their labels have changed, or whether pictures are inverted, and so which parses are their latest. */
  z.object({ type: z.literal('library') }),
  /** Models or their weights have changed, or another is the current one, and so which parses are the latest. */
  z.object({ type: z.literal('models') }),
  z.object({ type: z.literal('run'), run }),
  z.object({ type: z.literal('run-removed'), id }),
  /** The metrics of a run's step, at most a few times a second. */
  z.object({ type: z.literal('figures'), runId: id, figures }),
  z.object({ type: z.literal('preview'), runId: id, step: z.int() }),
  z.object({ type: z.literal('parses'), pictureIds: z.array(id) }),
  z.object({ type: z.literal('engine'), engine: engineState }),
  z.object({ type: z.literal('history'), history }),
  /** An edit was undone, or redone. */
  z.object({
    type: z.literal('history-step'),
    edit,
    /** Whether it was undone, not redone. */
    undone: z.boolean(),
    /** The window that asked for it. */
    by: windowId.optional(),
  }),
])

export const app = {
  state: call.output(appState),
  /**
   * Every event from now on until the caller stops iterating. An event is published once the change it reports is on disk.
   *
   * Events arrive in the order they were published. For a caller that falls behind, events about the same thing (a job,
   * a run, its figures, its preview, an engine, the library, the models, the history) are merged: only the newest is
   * delivered, in the place of the oldest; several `parses` are merged into one with all their pictures. The last state
   * is therefore never lost, but states in between may be: `runs.figures` has the figures that were dropped. After
   * `job-dismissed` or `run-removed` no older event about that job or run arrives.
   *
   * Nothing is buffered for a caller that is not connected: on every connection a caller subscribes first and then
   * fetches all that it shows.
   */
  events: call.output(eventIterator(appEvent)),
  /** Restarts the engine of a role. */
  restartEngine: call.input(z.object({ role: engineState.shape.role })).output(z.void()),
  /** What windows remember: the theme, the widths of panels, chosen keys. */
  settings: call.output(z.partialRecord(windowSetting, z.json())),
  /** Refused for a name that is not a `windowSetting`, and for a value of more than 64 KiB. */
  setSetting: call
    .input(z.object({ name: z.string().regex(/^[\w.-]{1,64}$/), value: z.json() }))
    .output(z.void()),
  /** The name of the edit that was undone, and the window that made it; nothing if there was none. */
  undo: call.output(z.object({ undone: z.string().optional(), madeBy: windowId.optional() })),
  redo: call.output(z.object({ redone: z.string().optional(), madeBy: windowId.optional() })),
  /** Lists the folders and usable files at a path of the app's computer, where no native dialog can. */
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
