import { defineStore } from 'pinia'
import { shallowReactive } from 'vue'
import type { Figures } from '../../main/contract/runs.ts'
import { onAppEvent, onFresh } from '../client/events.ts'
import { type LatestAnswer, latestAnswer } from '../client/latestAnswer.ts'
import { useStudio } from '../client/studio.ts'
import { withFigures } from './figures.ts'

/** Steps arrive many times a second and are shown together, after this long, ms. */
const SHOW_DELAY_MS = 300

/** The metrics of the runs that are looked at: read once, then extended as steps are published. */
export const useFigures = defineStore('figures', () => {
  const studio = useStudio()
  /** By run: the metrics of all its recorded steps. */
  const reads = shallowReactive(new Map<number, LatestAnswer<readonly Figures[]>>())
  /** By run: steps that have arrived since the current read began. */
  const cameMeanwhile = new Map<number, Figures[]>()
  /** By run: steps that have arrived and are not shown yet. */
  const arrived = new Map<number, Figures[]>()

  function take(runId: number): void {
    const answer = reads.get(runId)?.answer
    const came = arrived.get(runId) ?? []
    arrived.delete(runId)
    if (answer?.value) answer.value = came.reduce(withFigures, answer.value)
  }

  function readOf(runId: number): LatestAnswer<readonly Figures[]> {
    const read = reads.get(runId) ?? latestAnswer<readonly Figures[]>()
    reads.set(runId, read)
    return read
  }

  async function load(runId: number): Promise<void> {
    const came: Figures[] = []
    cameMeanwhile.set(runId, came)
    const settled = await readOf(runId).ask(async (signal) => {
      const all = await studio.runs.figures({ id: runId }, { signal })
      return came.reduce<readonly Figures[]>(withFigures, all)
    })
    if (!settled) return
    cameMeanwhile.delete(runId)
    // Steps that arrived earlier are in what was read, or arrived during the read.
    arrived.delete(runId)
  }

  onFresh(() => Promise.all([...reads.keys()].map(load)))
  onAppEvent('figures', ({ runId, figures }) => {
    cameMeanwhile.get(runId)?.push(figures)
    if (!reads.get(runId)?.answer.value) return
    const came = arrived.get(runId)
    if (came) came.push(figures)
    else {
      arrived.set(runId, [figures])
      setTimeout(() => take(runId), SHOW_DELAY_MS)
    }
  })
  // A window that falls behind misses steps (contract/app.ts, events), so a run is read again once it no longer trains.
  onAppEvent('run', ({ run }) => {
    if (reads.has(run.id) && run.state !== 'running') void load(run.id)
  })
  onAppEvent('run-removed', ({ id }) => {
    reads.get(id)?.cancel()
    reads.delete(id)
  })

  return {
    of: (runId: number): readonly Figures[] => reads.get(runId)?.answer.value ?? [],
    isLoading(runId: number): boolean {
      const read = reads.get(runId)
      return !read?.answer.value && !read?.failure.value
    },
    failureOf: (runId: number): unknown => reads.get(runId)?.failure.value,
    load,
    /** Reads a run's metrics unless that is done or in progress. */
    want(runId: number): void {
      const read = reads.get(runId)
      if (!read?.answer.value && !read?.pending.value) void load(runId)
    },
  }
})
