import { defineStore } from 'pinia'
import { shallowReactive } from 'vue'
import type { Figures } from '../../main/contract/runs.ts'
import { onAppEvent, onFresh } from '../client/events.ts'
import { useStudio } from '../client/studio.ts'
import { withFigures } from './figures.ts'

/** Steps come many times a second: they are shown together, this often at most, ms. */
const REST = 300

/** The figures of the runs that are looked at: read once, then followed as they come. */
export const useFigures = defineStore('figures', () => {
  const studio = useStudio()
  const known = shallowReactive(new Map<number, readonly Figures[]>())
  const failures = shallowReactive(new Map<number, unknown>())
  /** Runs of which figures have come in while all of them were being read. */
  const reading = new Map<number, Figures[]>()

  /** Steps that have come in and are not shown yet. */
  const arrived = new Map<number, Figures[]>()

  function take(runId: number): void {
    const before = known.get(runId)
    const came = arrived.get(runId) ?? []
    arrived.delete(runId)
    if (before) known.set(runId, came.reduce(withFigures, before))
  }

  async function load(runId: number): Promise<void> {
    if (reading.has(runId)) return
    const came: Figures[] = []
    reading.set(runId, came)
    try {
      const all = await studio.runs.figures({ id: runId })
      // What had come in before is in what was read, or came while it was.
      arrived.delete(runId)
      known.set(runId, came.reduce<readonly Figures[]>(withFigures, all))
      failures.delete(runId)
    } catch (error) {
      failures.set(runId, error)
    } finally {
      reading.delete(runId)
    }
  }

  onFresh(() => Promise.all([...known.keys()].map(load)))
  onAppEvent('figures', ({ runId, figures }) => {
    reading.get(runId)?.push(figures)
    if (!known.has(runId)) return
    const came = arrived.get(runId)
    if (came) came.push(figures)
    else {
      arrived.set(runId, [figures])
      setTimeout(() => take(runId), REST)
    }
  })
  // Of steps that come faster than a window takes them only the latest is told: a run that rests is read again, whole.
  onAppEvent('run', ({ run }) => {
    if (known.has(run.id) && run.state !== 'running') void load(run.id)
  })
  onAppEvent('run-removed', ({ id }) => {
    known.delete(id)
    failures.delete(id)
  })

  return {
    of: (runId: number): readonly Figures[] => known.get(runId) ?? [],
    isLoading: (runId: number): boolean => !known.has(runId) && !failures.has(runId),
    failureOf: (runId: number): unknown => failures.get(runId),
    load,
    /** Reads a run's figures where that has not been done. */
    want(runId: number): void {
      if (!known.has(runId)) void load(runId)
    },
  }
})
