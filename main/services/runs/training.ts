import { inspect } from 'node:util'
import { say } from '../../base/output.ts'
import { faultOf } from '../../base/refusal.ts'
import { formatCount, formatMany } from '../../contract/counts.ts'
import type { RunState } from '../../contract/runs.ts'
import { describeBackend } from '../../engine/describe.ts'
import type { EngineJobs, TrainingNews } from '../../engine/engineJobs.ts'
import { ProcessDied } from '../../processes/processDied.ts'
import type { JobProcess } from '../../processes/protocol.ts'
import { readRunPictures } from '../../runFolder/pictures.ts'
import type { RunningJob } from '../context.ts'
import type { Engines } from '../engines.ts'
import type { Library } from '../library/library.ts'
import type { Models } from '../models/models.ts'
import { runCanvases } from './canvases.ts'
import type { LiveRuns } from './live.ts'
import type { RunRow, RunRows } from './rows.ts'

/** The state of a run that a person has paused or stopped. */
export type Halt = 'paused' | 'stopped'

/** Minimum interval between events with the whole run; its figures are published more often. */
const RUN_INTERVAL_MS = 2000

/** The collaborators of a training. */
interface TrainingDeps {
  readonly library: Pick<Library, 'context' | 'reader'>
  readonly engine: JobProcess<EngineJobs>
  readonly engines: Engines
  readonly rows: RunRows
  readonly live: LiveRuns
  readonly models: Models
}

/** A run while it trains, which is a job of the engine and a job that people see. */
export class Training {
  readonly id: number
  /** Resolves when the training has ended in any way; never rejects. */
  readonly ended: Promise<void>
  readonly #run: RunRow
  readonly #deps: TrainingDeps
  readonly #jobId: number
  #halt: Halt = 'paused' // also if its job is cancelled or the app closes
  /** When the whole run was last published because of a step. */
  #published = 0
  /** Settles when all news so far have been handled. They are handled in order, and before the end of the run. */
  #handled: Promise<void> = Promise.resolve()

  constructor(run: RunRow, how: { resume: boolean; from?: string }, deps: TrainingDeps) {
    this.id = run.id
    this.#run = run
    this.#deps = deps
    const { id, ended } = deps.library.context.jobs.start(
      {
        kind: 'train',
        title: `Training ${run.name}`,
        unit: 'steps',
        rateUnit: 'pictures',
        total: run.settings.updates,
        runId: run.id,
      },
      (job) => this.#train(job, how),
    )
    this.#jobId = id
    // If the disk is full and the state cannot be written, the next start corrects it.
    this.ended = ended.then(() => this.#settle()).catch((error) => say(inspect(error)))
  }

  /** Stops the training after the step in progress; resolves when its checkpoint is written. */
  async halt(as: Halt): Promise<void> {
    this.#halt = as
    this.#deps.library.context.jobs.cancel(this.#jobId)
    await this.ended
  }

  async #train(job: RunningJob, how: { resume: boolean; from?: string }): Promise<string | undefined> {
    const { library, engine, engines, rows, live } = this.#deps
    const { id, folder, config, settings, data } = this.#run
    try {
      rows.setState(id, 'running')
      live.forget(id)
      await live.publish(id)
      const info = await engine.run('start', undefined, { signal: job.signal })
      rows.setEngine(id, describeBackend(info))
      engines.describe('training', info)
      const pictures = await readRunPictures(folder)
      const counts = { train: pictures.train.length, test: pictures.test.length }
      const reading = { folder, side: config.side, resume: how.resume }
      const { step, finished, evaluation, best } = await engine.run(
        'train',
        { folder, config, settings, data, pictures: counts, ...how },
        {
          signal: job.signal,
          pieces: runCanvases(library, pictures, reading, job),
          onProgress: (news) => this.#queue(news, job),
        },
      )
      await this.#handled
      await this.#end(finished ? 'finished' : this.#halt)
      const worse = evaluation && best?.step === 0 ? ', none better than the model it started from' : ''
      return finished
        ? `finished after ${formatMany(step, 'step')}${worse}`
        : `${this.#halt} at step ${formatCount(step)}`
    } catch (error) {
      const died = error instanceof ProcessDied
      if (job.signal.aborted) await this.#end(this.#halt)
      else if (died && error.wasStopped) await this.#end('interrupted')
      else await this.#end(died ? 'interrupted' : 'failed', faultOf(error))
      throw error
    }
  }

  /** Corrects the state of a run whose job was cancelled before it started. */
  async #settle(): Promise<void> {
    const { rows, live } = this.#deps
    if (rows.find(this.id)?.state !== 'waiting') return
    rows.setState(this.id, this.#halt)
    await live.publish(this.id)
  }

  #queue(news: TrainingNews, job: RunningJob): void {
    this.#handled = this.#handled.then(() => this.#handle(news, job))
    this.#handled.catch(() => {}) // whoever awaits it receives the error
  }

  async #end(state: RunState, error?: RunRow['error']): Promise<void> {
    const { rows, live, models } = this.#deps
    await this.#handled.catch(() => {})
    await models.ofRun(this.id, this.#run.folder)
    rows.setState(this.id, state, error)
    live.forget(this.id)
    await this.#publish()
  }

  /** Publishes the run as it is now, unless it has been removed meanwhile. */
  async #publish(): Promise<void> {
    const { rows, live } = this.#deps
    if (rows.find(this.id)) await live.publish(this.id)
  }

  async #handle(news: TrainingNews, job: RunningJob): Promise<void> {
    const { library, engines, live, models } = this.#deps
    const shown = await live.get(this.#run)
    if (news.type === 'preview') {
      shown.previews.add(news.step)
      library.context.events.publish({ type: 'preview', runId: this.id, step: news.step })
      await this.#publish()
    } else if (news.type === 'figures') {
      const { figures } = news
      shown.progress.add(figures)
      library.context.events.publish({ type: 'figures', runId: this.id, figures })
      if (figures.heldOut) await this.#publish()
    } else if (news.type === 'saved') {
      await models.ofRun(this.id, this.#run.folder)
      await this.#publish()
    } else {
      const { step, imagesPerSecond, etaSeconds } = news
      shown.step = step
      shown.etaSeconds = etaSeconds
      job.update({ done: step, rate: imagesPerSecond, etaSeconds })
      if (performance.now() - this.#published < RUN_INTERVAL_MS) return
      this.#published = performance.now()
      engines.describe('training', { imagesPerSecond })
      await this.#publish()
    }
  }
}
