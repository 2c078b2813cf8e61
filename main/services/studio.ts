import path from 'node:path'
import { implement } from '@orpc/server'
import packageJson from '../../package.json' with { type: 'json' }
import type { AppState } from '../contract/app.ts'
import { contract } from '../contract/index.ts'
import { openWorkspace, type Workspace } from '../workspace/open.ts'
import { appRouter } from './app/router.ts'
import { fromWindow } from './caller.ts'
import type { Context } from './context.ts'
import { createEvents } from './events.ts'
import { EditHistory } from './history/history.ts'
import { editedTables } from './history/tables.ts'
import { createJobs } from './jobs/jobs.ts'
import { jobsRouter } from './jobs/router.ts'
import type { Library } from './library/library.ts'
import { libraryRouter } from './library/router.ts'
import { Thumbnails } from './library/thumbnails.ts'
import { Models } from './models/models.ts'
import { modelsRouter } from './models/router.ts'
import { Parses } from './parses/parses.ts'
import { parsesRouter } from './parses/router.ts'
import { createProcesses, type ProcessesOptions } from './processes.ts'
import { refusing } from './refusing.ts'
import { studioMedia } from './routes.ts'
import { runsRouter } from './runs/router.ts'
import { Runs } from './runs/runs.ts'

export interface StudioOptions extends ProcessesOptions {
  /** The workspace's folder. */
  readonly folder: string
  readonly shell: AppState['shell']
}

/** How long jobs may take to end when the app closes; a training writes its checkpoint. */
const CLOSE_GRACE_MS = 15_000

/** The database is copied this long after the start, which has more urgent work to do first. */
const BACKUP_DELAY_MS = 2000

/**
 * Opens the app on a workspace, without a shell. Its processes are supervised, and its calls can be served.
 *
 * @throws RnpError as `openWorkspace` does
 */
export async function openStudio(options: StudioOptions) {
  const workspace = openWorkspace(options.folder)
  try {
    return await serve(workspace, options)
  } catch (error) {
    await workspace.close()
    throw error
  }
}

async function serve(workspace: Workspace, options: StudioOptions) {
  const { db, folder, opened } = workspace
  const events = createEvents()
  const jobs = createJobs(db, events)
  const history = new EditHistory(db, events, editedTables)
  const context: Context = { db, folder, events, jobs, history }
  const models = await Models.of(context)
  const thumbnails = new Thumbnails(folder)
  const processes = createProcesses(options, events)
  const library: Library = { context, reader: processes.reader, thumbnails }
  const parses = new Parses(library, models, processes.parsing)
  const runs = new Runs(library, models, processes.training, processes.engines)
  const start = {
    version: packageJson.version,
    workspace: { name: path.basename(folder), folder, opened },
    shell: options.shell,
    notes: [...workspace.notes],
  }
  const router = implement(contract)
    .use(fromWindow)
    .use(refusing)
    .router({
      app: appRouter(context, processes.engines, start),
      library: libraryRouter(library),
      jobs: jobsRouter(jobs),
      models: modelsRouter(models),
      parses: parsesRouter(parses),
      runs: runsRouter(runs),
    })
  const media = studioMedia(library, parses, runs)
  // From here on nothing fails, so slow work can start in the background.
  processes.warmUp()
  const copying = setTimeout(() => void copy(), BACKUP_DELAY_MS)
  async function copy(): Promise<void> {
    try {
      await workspace.backUp()
    } catch (error) {
      start.notes.push(
        `The workspace's database could not be copied: ${(error as Error).message}. Check whether the disk is full.`,
      )
    }
  }

  async function close(): Promise<void> {
    clearTimeout(copying)
    await jobs.close(CLOSE_GRACE_MS)
    await history.idle()
    await processes.close()
    thumbnails.close()
    await workspace.close()
  }
  let closed: Promise<void> | undefined
  return {
    router,
    media,
    context,
    /** Sets the page's address, without its token, that processes which try to open the workspace report. */
    setAddress: workspace.setAddress,
    /** Cancels jobs, waits for a training to write its checkpoint, ends the processes and releases the workspace. */
    close(): Promise<void> {
      closed ??= close()
      return closed
    },
  }
}
