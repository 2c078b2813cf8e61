import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Figures, Run } from '../../main/contract/runs.ts'
import { followEvents, publish } from '../client/events.ts'
import { fakeApp, fakeConnection, fakeRunSettings } from '../client/fake.testing.ts'
import { provideConnection } from '../client/studio.ts'
import { useFigures } from './figuresStore.ts'

const at = (step: number): Figures => ({
  step,
  loss: 1 / step,
  rec: 0,
  part: 0,
  kl: 0,
  gradNorm: 1,
  learningRate: 1,
})
const run = (id: number, state: Run['state']): Run => ({
  id,
  name: 'run',
  state,
  preset: 'mnist-compact',
  settings: fakeRunSettings,
  data: 'pictures',
  pictures: 2,
  created: 0,
  step: 0,
  spark: [],
  previews: [],
  folder: '/',
})

describe('useFigures', () => {
  let app: ReturnType<typeof fakeApp>
  /** What the run has written so far. */
  let written: Figures[]
  beforeEach(() => {
    written = [at(10), at(20)]
    app = fakeApp({ answers: { runs: { figures: () => written } } })
    const connection = fakeConnection(app)
    provideConnection(connection)
    setActivePinia(createPinia())
    followEvents(connection)
  })
  const steps = () =>
    useFigures()
      .of(1)
      .map(({ step }) => step)

  it('reads the metrics of a run once, and then follows its events', async () => {
    const figures = useFigures()
    expect(figures.isLoading(1)).toBe(true)
    await figures.load(1)
    figures.want(1)
    publish({ type: 'figures', runId: 1, figures: at(30) })
    publish({ type: 'figures', runId: 1, figures: at(40) })
    await expect.poll(steps).toEqual([10, 20, 30, 40])
    expect(app.calls.filter(({ name }) => name === 'runs.figures')).toHaveLength(1)
  })

  it('loses no step that arrives while it reads', async () => {
    const loading = useFigures().load(1)
    publish({ type: 'figures', runId: 1, figures: at(30) })
    await loading
    expect(steps()).toEqual([10, 20, 30])
  })

  it('reads a run again when it no longer trains', async () => {
    const figures = useFigures()
    await figures.load(1)
    written = [at(10), at(20), at(21)]
    publish({ type: 'run', run: run(1, 'paused') })
    await expect.poll(steps).toEqual([10, 20, 21])
  })

  it('reads a run again that ends while it is being read, because the last steps may be missing', async () => {
    const figures = useFigures()
    const first = Promise.withResolvers<Figures[]>()
    const { figures: read } = app.studio.runs
    app.studio.runs.figures = (async () => first.promise) as unknown as typeof read
    const loading = figures.load(1)
    app.studio.runs.figures = read
    written = [at(10), at(20), at(21)]
    publish({ type: 'run', run: run(1, 'paused') })
    await expect.poll(steps).toEqual([10, 20, 21])
    first.resolve([at(10)])
    await loading
    expect(steps()).toEqual([10, 20, 21])
  })

  it('keeps the failure of a read, and reads again when asked to', async () => {
    const figures = useFigures()
    app.fail('runs.figures', new Error('The file is damaged.'))
    await figures.load(1)
    expect(figures.failureOf(1)).toEqual(new Error('The file is damaged.'))
    await figures.load(1)
    expect(figures.failureOf(1)).toBeUndefined()
    expect(steps()).toEqual([10, 20])
  })
})
