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

/** How a run is left that somebody has stopped. */
export type Halt = 'paused' | 'stopped'

/** Between two times that windows are told of the whole run, ms; its figures come more often. */
const TELL_EVERY = 2000

interface Around {
  readonly library: Pick<Library, 'context' | 'reader'>
  readonly engine: JobProcess<EngineJobs>
  readonly engines: Engines
  readonly rows: RunRows
  readonly live: LiveRuns
  readonly models: Models
}

/** A run while it trains: a job of the engine's, and of the board's. */
export class Training {
  readonly id: number
  /** Fulfilled when it has ended, however; never rejects. */
  readonly ended: Promise<void>
  readonly #run: RunRow
  readonly #around: Around
  readonly #jobId: number
  #halt: Halt = 'paused' // also where its job is cancelled, or the app closes
  #told = 0
  /** What it told is dealt with in order, and before its end is. */
  #heard: Promise<void> = Promise.resolve()

  constructor(run: RunRow, how: { resume: boolean; from?: string }, around: Around) {
    this.id = run.id
    this.#run = run
    this.#around = around
    const { id, ended } = around.library.context.jobs.start(
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
    // What cannot be written for a full disk is put right by the next start.
    this.ended = ended.then(() => this.#settle()).catch((error) => say(inspect(error)))
  }

  /** Stops after the step in progress; returns when its checkpoint is written. */
  async halt(as: Halt): Promise<void> {
    this.#halt = as
    this.#around.library.context.jobs.cancel(this.#jobId)
    await this.ended
  }

  async #train(job: RunningJob, how: { resume: boolean; from?: string }): Promise<string | undefined> {
    const { library, engine, engines, rows, live } = this.#around
    const { id, folder, config, settings, data } = this.#run
    try {
      rows.setState(id, 'running')
      live.forget(id)
      await live.tell(id)
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
      await this.#heard
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

  /** Leaves nothing waiting whose job was cancelled before it began. */
  async #settle(): Promise<void> {
    const { rows, live } = this.#around
    if (rows.find(this.id)?.state !== 'waiting') return
    rows.setState(this.id, this.#halt)
    await live.tell(this.id)
  }

  #queue(news: TrainingNews, job: RunningJob): void {
    this.#heard = this.#heard.then(() => this.#hear(news, job))
    this.#heard.catch(() => {}) // who awaits it hears of it
  }

  async #end(state: RunState, error?: RunRow['error']): Promise<void> {
    const { rows, live, models } = this.#around
    await this.#heard.catch(() => {})
    await models.ofRun(this.id, this.#run.folder)
    rows.setState(this.id, state, error)
    live.forget(this.id)
    await this.#tell()
  }

  /** Nobody is told of a run that has been removed meanwhile. */
  async #tell(): Promise<void> {
    const { rows, live } = this.#around
    if (rows.find(this.id)) await live.tell(this.id)
  }

  async #hear(news: TrainingNews, job: RunningJob): Promise<void> {
    const { library, engines, live, models } = this.#around
    const shown = await live.get(this.#run)
    if (news.type === 'preview') {
      shown.previews.add(news.step)
      library.context.events.publish({ type: 'preview', runId: this.id, step: news.step })
      await this.#tell()
    } else if (news.type === 'figures') {
      const { figures } = news
      shown.progress.add(figures)
      library.context.events.publish({ type: 'figures', runId: this.id, figures })
      if (figures.heldOut) await this.#tell()
    } else if (news.type === 'saved') {
      await models.ofRun(this.id, this.#run.folder)
      await this.#tell()
    } else {
      const { step, imagesPerSecond, etaSeconds } = news
      shown.step = step
      shown.etaSeconds = etaSeconds
      job.update({ done: step, rate: imagesPerSecond, etaSeconds })
      if (performance.now() - this.#told < TELL_EVERY) return
      this.#told = performance.now()
      engines.describe('training', { imagesPerSecond })
      await this.#tell()
    }
  }
}
