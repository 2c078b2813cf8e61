import { existsSync } from 'node:fs'
import { appendFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { plain } from '../../../model/data/pictures.testing.ts'
import { scriptBeside } from '../../../model/scriptBeside.ts'
import type { NewRun, Run } from '../../contract/runs.ts'
import { moveHome } from '../../engine/engine.testing.ts'
import { readRunPictures } from '../../runFolder/pictures.ts'
import {
  importGlyphs,
  jobEnded,
  openTestStudio,
  type TestStudio,
  testFolder,
  tinyModel,
  until,
} from '../studio.testing.ts'

/** A studio with glyphs and a model that trains in no time. */
async function openTraining(options?: Parameters<typeof openTestStudio>[1]) {
  const studio = await openTestStudio(undefined, options)
  const { setId, ids } = await importGlyphs(studio, 60)
  const model = await studio.client.models.open({ path: await tinyModel() })
  const newRun: NewRun = {
    name: 'Glyphs, tiny',
    data: { filter: { sets: [setId] } },
    preset: 'mnist-compact',
    fromModel: model.id,
    settings: { updates: 40, batch: 4, evaluateEvery: 20, checkpointEvery: 10 },
  }
  return { studio, client: studio.client, newRun, ids }
}

const runOf = async ({ client }: TestStudio, id: number): Promise<Run> =>
  (await client.runs.list()).find((run) => run.id === id)!

const inState = (studio: TestStudio, id: number, state: Run['state']) =>
  until(async () => {
    const run = await runOf(studio, id)
    return run?.state === state && run
  })

/** Once it has taken so many steps. */
const atStep = (studio: TestStudio, id: number, step: number) =>
  until(() =>
    studio.received.some(
      (event) => event.type === 'figures' && event.runId === id && event.figures.step >= step,
    ),
  )

/** Updates without end, for what is stopped before. */
const long = { updates: 100_000, batch: 4, evaluateEvery: 100_000, checkpointEvery: 10 }

describe('a run', () => {
  it('trains to its end: figures, previews, a model, and a job that is done', async () => {
    const { studio, client, newRun } = await openTraining()
    const { id } = await client.runs.start(newRun)
    const run = await inState(studio, id, 'finished')
    expect(run).toMatchObject({
      step: 40,
      data: 'Glyphs · 60 pictures',
      startedFrom: 'tiny',
      pictures: 60,
      engine: 'simd, 1 thread, 256-bit'.slice(0, run.engine!.length),
      previews: [0, 10, 20, 40],
      latest: { step: 40 },
      measured: { step: 40 },
    })
    const figures = await client.runs.figures({ id })
    expect(figures.map(({ step }) => step)).toEqual(Array.from({ length: 41 }, (_, step) => step))
    expect(figures[0]).toEqual({ step: 0, heldOut: expect.objectContaining({ mse: expect.any(Number) }) })
    const measured = figures.filter(({ heldOut }) => heldOut)
    expect(measured.map(({ step }) => step)).toEqual([0, 20, 40])
    const best = measured.reduce((a, b) => (b.heldOut!.mse < a.heldOut!.mse ? b : a))
    expect(run.best).toEqual({ step: best.step, mse: best.heldOut!.mse, kl: best.heldOut!.kl })
    const { models } = await client.models.list()
    expect(models.find((model) => model.runId === id)).toMatchObject({
      id: run.modelId,
      kind: 'run',
      step: 40,
    })
    const job = (await client.jobs.list()).find((each) => each.runId === id)
    expect(job).toMatchObject({ state: 'done', done: 40, total: 40, note: 'finished after 40 steps' })
    const preview = await studio.media(new Request(`http://studio/api/runs/${id}/previews/40.png`))
    expect(preview.headers.get('content-type')).toBe('image/png')
    const csv = await (await studio.media(new Request(`http://studio/api/runs/${id}/figures.csv`))).text()
    expect(csv.split('\r\n')).toHaveLength(43)
  })

  it('publishes live exactly the figures that are read from its folder afterwards', async () => {
    const { studio, client, newRun } = await openTraining()
    const { id } = await client.runs.start({ ...newRun, settings: { ...newRun.settings, updates: 130 } })
    await inState(studio, id, 'finished')
    const told = studio.received.flatMap((event) =>
      event.type === 'figures' && event.runId === id ? [event.figures] : [],
    )
    expect(await client.runs.figures({ id })).toEqual(told)
    expect(told.at(-1)).toMatchObject({ step: 130, imagesPerSecond: expect.any(Number) })
  })

  it('that finds nothing better than the model it started from says so, and yields no model to parse with', async () => {
    const { studio, client, newRun } = await openTraining()
    const harm = { learningRate: 0.3, warmup: 1, averageDecay: 0, updates: 4, batch: 4, evaluateEvery: 2 }
    const { id } = await client.runs.start({ ...newRun, settings: harm })
    const run = await inState(studio, id, 'finished')
    const [start] = await client.runs.figures({ id })
    expect(run.best).toMatchObject({ step: 0, mse: start.heldOut!.mse })
    expect(run.measured!.step).toBe(4)
    expect(run.modelId).toBeUndefined()
    const job = (await client.jobs.list()).find((each) => each.runId === id)
    expect(job?.note).toBe('finished after 4 steps, none better than the model it started from')
  })

  it('is a model to parse with as soon as it has been measured, the one that was measured', async () => {
    const { studio, client, newRun } = await openTraining()
    const settings = { ...newRun.settings, updates: 80, evaluateEvery: 40, checkpointEvery: 80 }
    const { id } = await client.runs.start({ ...newRun, settings })
    await inState(studio, id, 'finished')
    const told = studio.received.flatMap((event) =>
      event.type === 'run' && event.run.id === id ? event.run : [],
    )
    const first = told.find(({ modelId }) => modelId !== undefined)
    expect(first).toMatchObject({ state: 'running', best: { step: 40 }, measured: { step: 40 } })
  })

  it('continues from where it was paused, with the figures of a run that was not', async () => {
    const { studio, client, newRun } = await openTraining()
    const settings = { ...newRun.settings, updates: 60 }
    const whole = await client.runs.start({ ...newRun, settings })
    await inState(studio, whole.id, 'finished')
    const { id } = await client.runs.start({ ...newRun, settings })
    await atStep(studio, id, 1)
    await client.runs.pause({ id })
    const paused = await inState(studio, id, 'paused')
    expect(paused.step).toBeLessThan(60)
    await client.runs.resume({ id })
    await inState(studio, id, 'finished')
    const figures = async (of: number) =>
      (await client.runs.figures({ id: of })).map(({ imagesPerSecond: _, ...rest }) => rest)
    expect(await figures(id)).toEqual(await figures(whole.id))
  })

  it('waits for the one that trains, and starts after it', async () => {
    const { studio, client, newRun } = await openTraining()
    const first = await client.runs.start({ ...newRun, settings: long })
    const second = await client.runs.start(newRun)
    expect((await runOf(studio, second.id)).state).toBe('waiting')
    await client.runs.stop({ id: first.id })
    await inState(studio, first.id, 'stopped')
    await inState(studio, second.id, 'finished')
  })

  it('does not keep pictures from being parsed', async () => {
    const { studio, client, newRun, ids } = await openTraining()
    const { id } = await client.runs.start({ ...newRun, settings: long })
    await atStep(studio, id, 1)
    const parse = await client.parses.parse({ pictureId: ids[0], modelId: newRun.fromModel })
    expect(parse.pictureId).toBe(ids[0])
    expect((await runOf(studio, id)).state).toBe('running')
    await client.runs.stop({ id })
    await inState(studio, id, 'stopped')
  })

  it('is interrupted where its engine is killed, says so, and is resumed from its last checkpoint', async () => {
    const { studio, client, newRun } = await openTraining()
    const { id } = await client.runs.start({ ...newRun, settings: { ...newRun.settings, updates: 120 } })
    await atStep(studio, id, 30)
    studio.killEngine('trains')
    const run = await inState(studio, id, 'interrupted')
    expect(run.error).toMatchObject({ kind: 'engine', message: expect.stringContaining('SIGKILL') })
    await appendFile(join(run.folder, 'metrics.jsonl'), '{"step": 31, "lo') // as a kill may leave it
    expect((await client.runs.figures({ id })).length).toBeGreaterThan(0)
    await client.runs.resume({ id })
    await inState(studio, id, 'finished')
    const steps = (await client.runs.figures({ id })).map(({ step }) => step)
    expect(steps).toEqual([...Array.from({ length: 101 }, (_, step) => step), 110, 120])
  })

  it('trains on the pictures it was started with, whatever the library has become', async () => {
    const { studio, client, newRun, ids } = await openTraining()
    const { id } = await client.runs.start({ ...newRun, settings: { ...newRun.settings, updates: 80 } })
    await atStep(studio, id, 1)
    await client.runs.pause({ id })
    await client.library.removePictures({ ids: ids.slice(0, 30) })
    await client.runs.resume({ id })
    expect((await inState(studio, id, 'finished')).pictures).toBe(60)
  })

  it('is renamed and removed, and comes back with an undo', async () => {
    const { studio, client, newRun } = await openTraining()
    const { id } = await client.runs.start(newRun)
    await inState(studio, id, 'finished')
    await client.runs.rename({ id, name: 'Better name' })
    const { models } = await client.models.list()
    expect(models.find((model) => model.runId === id)?.name).toBe('Better name')
    await client.runs.remove({ ids: [id] })
    expect(await client.runs.list()).toEqual([])
    expect(studio.received.some((event) => event.type === 'run-removed' && event.id === id)).toBe(true)
    expect(await client.app.undo()).toEqual({ undone: 'Remove run Better name' })
    expect((await runOf(studio, id)).name).toBe('Better name')
  })
})

it('a run removed 30 days ago is gone with its files at the next start, and an undo says so', async () => {
  const { studio, client, newRun } = await openTraining()
  const { id, folder } = await client.runs.start(newRun)
  await inState(studio, id, 'finished')
  await client.runs.remove({ ids: [id] })
  await studio.close()
  onTestFinished(() => {
    vi.useRealTimers()
  })
  const atDay = async (day: number) => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + day * 24 * 3600 * 1000 })
    return openTestStudio(studio.folder)
  }
  const soon = await atDay(29)
  expect(await soon.client.app.undo()).toEqual({ undone: 'Remove run Glyphs, tiny' })
  expect((await runOf(soon, id)).step).toBe(40)
  expect(await soon.client.app.redo()).toEqual({ redone: 'Remove run Glyphs, tiny' })
  await soon.close()

  const late = await atDay(2)
  await until(() => !existsSync(folder))
  await expect(late.client.app.undo()).rejects.toMatchObject({
    code: 'REFUSED',
    message: expect.stringMatching(/^"Remove run Glyphs, tiny" cannot be undone: .* is gone\.$/),
  })
  expect(await late.client.runs.list()).toEqual([])
  expect((await late.client.models.list()).models.some(({ runId }) => runId === id)).toBe(false)
})

describe('the pictures of a run', () => {
  /** Picture files of which a tenth is held out, imported with a model to train. */
  async function openPictures(names: readonly string[]) {
    const script = scriptBeside('../library/hostileProcess.testing', import.meta.url)
    const studio = await openTestStudio(undefined, { reader: { script, patience: 2000 } })
    const folder = await testFolder()
    for (const [i, name] of names.entries()) {
      await writeFile(join(folder, `${name}.png`), await plain(8, 8, i).png())
    }
    const { jobId } = await studio.client.library.import({ source: { paths: [folder] } })
    await jobEnded(studio.context, jobId)
    const model = await studio.client.models.open({ path: await tinyModel() })
    const newRun: NewRun = {
      name: 'Files, tiny',
      data: { filter: {} },
      preset: 'mnist-compact',
      fromModel: model.id,
      settings: { updates: 40, batch: 4, evaluateEvery: 20, checkpointEvery: 10 },
    }
    return { studio, client: studio.client, folder, newRun }
  }
  const many = Array.from({ length: 40 }, (_, i) => `${i}`)

  it('are those that can be read: files that crash or hang their decoder, or changed, are listed', async () => {
    const { studio, client, folder, newRun } = await openPictures([
      ...many,
      'late crash',
      'late hang',
      'changed',
    ])
    const at = (name: string) => join(folder, `${name}.png`)
    await writeFile(at('changed'), await plain(8, 8, 200).png())
    const { id } = await client.runs.start(newRun)
    await inState(studio, id, 'finished')
    const job = (await client.jobs.list()).find((each) => each.runId === id)!
    const skipped = await client.jobs.skipped({ id: job.id })
    expect(Object.fromEntries(skipped.map(({ file, reason }) => [file, reason]))).toEqual({
      [at('late crash')]: 'its decoder crashed over it',
      [at('late hang')]: 'reading it took longer than 2 s',
      [at('changed')]: expect.stringContaining('content has changed'),
    })
    const { folder: ofRun } = await runOf(studio, id)
    const { train, test } = await readRunPictures(ofRun)
    expect(train.length + test.length).toBe(40)
  })

  it('are the same when it is resumed; one that has changed meanwhile is refused', async () => {
    const { studio, client, folder, newRun } = await openPictures(many)
    const { id } = await client.runs.start({ ...newRun, settings: long })
    await atStep(studio, id, 1)
    await client.runs.pause({ id })
    const file = join(folder, '7.png')
    const before = await readFile(file)
    await writeFile(file, await plain(8, 8, 200).png())
    await client.runs.resume({ id })
    expect((await inState(studio, id, 'failed')).error).toMatchObject({
      code: 'data/not-found',
      message: expect.stringContaining(
        `1 of the run's 40 pictures cannot be read any more: ${file}: its content has changed`,
      ),
      hint: expect.stringContaining('Put the files back as they were'),
    })
    await writeFile(file, before)
    const from = studio.received.length
    await client.runs.resume({ id })
    await until(() => studio.received.slice(from).some(({ type }) => type === 'figures'))
    await client.runs.stop({ id })
    await inState(studio, id, 'stopped')
  })

  it('are read again if its engine is killed in between', async () => {
    const { studio, client, newRun } = await openPictures([...many, 'late hang'])
    const { id } = await client.runs.start(newRun)
    await until(() =>
      studio.received.some((event) => event.type === 'job' && event.job.note?.startsWith('reading')),
    )
    studio.killEngine('trains')
    expect((await inState(studio, id, 'interrupted')).error).toMatchObject({ code: 'engine/died' })
    await client.runs.resume({ id })
    await inState(studio, id, 'finished')
  })
})

describe('a run that cannot go on has failed, and says what to do', () => {
  it('where the backend of its engine cannot start', async () => {
    moveHome(await testFolder()) // in which there is no TensorFlow
    onTestFinished(() => void vi.unstubAllEnvs())
    const { studio, client, newRun } = await openTraining({ engine: { backend: 'tensorflow' } })
    const { id } = await client.runs.start(newRun)
    expect((await inState(studio, id, 'failed')).error).toMatchObject({
      kind: 'engine',
      message: expect.stringMatching(/TensorFlow/),
    })
  })

  it('where it diverges', async () => {
    const { studio, client, newRun } = await openTraining()
    const broken = await client.models.open({ path: await tinyModel(Number.NaN) })
    const { id } = await client.runs.start({ ...newRun, fromModel: broken.id })
    expect((await inState(studio, id, 'failed')).error).toMatchObject({
      kind: 'training',
      message: expect.stringMatching(/^Training diverged at step 0/),
      hint: expect.stringContaining('lower learning rate'),
    })
  })

  it('if its figures cannot be written any more; once there is space it continues from its checkpoint', async () => {
    const { studio, client, newRun } = await openTraining()
    const { id, folder } = await client.runs.start({ ...newRun, settings: long })
    await atStep(studio, id, 20)
    await client.runs.pause({ id })
    const file = join(folder, 'metrics.jsonl.new')
    await mkdir(file)
    await client.runs.resume({ id })
    expect((await inState(studio, id, 'failed')).error).toMatchObject({
      kind: 'training',
      message: expect.stringContaining('Cannot write'),
      hint: expect.stringContaining('Free some space'),
    })
    await rm(file, { recursive: true })
    const before = studio.received.length
    await client.runs.resume({ id })
    await until(() => studio.received.slice(before).some(({ type }) => type === 'figures'))
    await client.runs.stop({ id })
    await inState(studio, id, 'stopped')
  })
})

it('a run whose removal is done again while it trains leaves the engine to the next one', async () => {
  const { studio, client, newRun } = await openTraining()
  const { id } = await client.runs.start({ ...newRun, settings: long })
  await client.runs.pause({ id })
  await client.runs.remove({ ids: [id] })
  await client.app.undo()
  await client.runs.resume({ id })
  await atStep(studio, id, 1)
  const next = await client.runs.start(newRun)
  expect(await client.app.redo()).toEqual({ redone: 'Remove run Glyphs, tiny' })
  await inState(studio, next.id, 'finished')
  expect((await client.runs.list()).map((run) => run.id)).toEqual([next.id])
})

it('a new run is expected to take its reading, start, steps, measurements and checkpoints', async () => {
  const { client, newRun } = await openTraining()
  const seconds = async (settings: NewRun['settings'], data = newRun.data) =>
    (await client.runs.expect({ ...newRun, data, settings: { batch: 4, ...settings } })).seconds
  const seldom = { updates: 1000, evaluateEvery: 1000, checkpointEvery: 1000 }
  const steps = await seconds(seldom)
  // Measured once: what differs now is the arithmetic of the same figures.
  const twice = await seconds({ ...seldom, updates: 2000, evaluateEvery: 2000, checkpointEvery: 2000 })
  const measuring = await seconds({ ...seldom, evaluateEvery: 10, checkpointEvery: 10 })
  const keeping = await seconds({ ...seldom, checkpointEvery: 10 })
  const { imagesPerSecond } = await client.runs.expect({ ...newRun, settings: { ...seldom, batch: 4 } })
  expect(twice - steps).toBeCloseTo((1000 * 4) / imagesPerSecond, 6)
  expect(steps).toBeGreaterThan(twice - steps)
  expect(keeping).toBeGreaterThan(steps)
  expect(measuring).toBeGreaterThan(keeping)
  await expect(readdir(join((await client.app.state()).workspace.folder, 'runs'))).resolves.toEqual([])
})

it('a new run is measured for a caller that still waits after another has given up', async () => {
  const { client, newRun } = await openTraining()
  const stop = new AbortController()
  const given = expect(client.runs.expect(newRun, { signal: stop.signal })).rejects.toThrow()
  const asked = client.runs.expect(newRun)
  stop.abort()
  await given
  expect(await asked).toMatchObject({ seconds: expect.any(Number) })
  expect(await client.runs.expect(newRun)).toEqual(await asked)
})

describe('what cannot be done is refused, with what to do', () => {
  it.each([
    [
      'an unknown preset',
      (run: NewRun): NewRun => ({ ...run, fromModel: undefined, preset: 'mnsit' }),
      /mnist/,
    ],
    [
      'no pictures',
      (run: NewRun): NewRun => ({ ...run, data: { filter: { labels: ['no such'] } } }),
      /train/,
    ],
    [
      'nothing held out',
      (run: NewRun): NewRun => ({ ...run, data: { filter: { splits: ['train'] } } }),
      /tenth/,
    ],
  ])('%s', async (_, change, hint) => {
    const { client, newRun } = await openTraining()
    await expect(client.runs.start(change(newRun))).rejects.toMatchObject({
      code: 'REFUSED',
      data: { hint: expect.stringMatching(hint) },
    })
    expect(await client.runs.list()).toEqual([])
  })

  it('resuming a finished run, and pausing one that does not train', async () => {
    const { studio, client, newRun } = await openTraining()
    const { id } = await client.runs.start(newRun)
    await inState(studio, id, 'finished')
    await expect(client.runs.resume({ id })).rejects.toMatchObject({ data: { kind: 'usage' } })
    await expect(client.runs.pause({ id })).rejects.toMatchObject({ data: { kind: 'usage' } })
  })

  it('measuring what a step takes while a run trains', async () => {
    const { studio, client, newRun } = await openTraining()
    const { id } = await client.runs.start({ ...newRun, settings: long })
    await expect(client.runs.expect(newRun)).rejects.toMatchObject({ data: { kind: 'busy' } })
    await client.runs.stop({ id })
    await inState(studio, id, 'stopped')
    expect(await client.runs.expect(newRun)).toMatchObject({
      imagesPerSecond: expect.any(Number),
      train: expect.any(Number),
    })
  })

  it('resuming where pictures have gone, naming how many', async () => {
    const { studio, client, newRun } = await openTraining()
    const { id, folder } = await client.runs.start({ ...newRun, settings: long })
    await atStep(studio, id, 1)
    await client.runs.pause({ id })
    const file = { id: 1, kind: 'file', path: join(folder, 'gone.png'), member: '', inverted: false }
    await writeFile(
      join(folder, 'pictures.json'),
      JSON.stringify({ version: 1, train: [file], test: [file] }),
    )
    await client.runs.resume({ id })
    const run = await inState(studio, id, 'failed')
    expect(run.error).toMatchObject({
      kind: 'data',
      message: expect.stringContaining("2 of the run's 2 pictures"),
    })
  })
})

describe('after the app was killed', () => {
  it('a run that trained is interrupted, and continues from its last checkpoint', async () => {
    const { studio, client, newRun } = await openTraining()
    const { id } = await client.runs.start({ ...newRun, settings: { ...newRun.settings, updates: 80 } })
    await atStep(studio, id, 20)
    await studio.close()
    // As a kill leaves it: closing pauses a run.
    const again = await openTestStudio(studio.folder)
    again.context.db.prepare(`UPDATE runs SET state = 'running' WHERE id = ?`).run(id)
    await again.close()
    const third = await openTestStudio(studio.folder)
    expect((await runOf(third, id)).state).toBe('interrupted')
    await third.client.runs.resume({ id })
    await inState(third, id, 'finished')
    expect((await readdir(join((await runOf(third, id)).folder, 'checkpoints'))).length).toBeGreaterThan(0)
  })
})
