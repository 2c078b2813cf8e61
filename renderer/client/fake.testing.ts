import { AsyncIteratorClass } from '@orpc/client'
import { ref } from 'vue'
import type { AppEvent, AppState, EngineState } from '../../main/contract/app.ts'
import type { Studio } from '../../main/contract/index.ts'
import type { Job } from '../../main/contract/jobs.ts'
import type { PictureFilter, PictureOrder, PictureRecord, PictureSet } from '../../main/contract/library.ts'
import type { ModelRecord } from '../../main/contract/models.ts'
import type { ParseRecord } from '../../main/contract/parses.ts'
import type { Figures, PresetInfo, Run, RunSettings, SettingField } from '../../main/contract/runs.ts'
import type { Connection } from './connection.ts'

/** What a fake app holds; tests set and read it as they like. */
export interface FakeState {
  app: AppState
  settings: Record<string, never>
  sets: PictureSet[]
  pictures: PictureRecord[]
  jobs: Job[]
  skipped: { file: string; reason: string }[]
  models: ModelRecord[]
  currentModel: number
  runs: Run[]
  figures: Map<number, Figures[]>
  parses: ParseRecord[]
  presets: PresetInfo[]
  fields: SettingField[]
  /** Edits that can be undone, the latest last. */
  edits: { name: string; undo: () => void }[]
}

export interface FakeApp {
  readonly studio: Studio
  readonly state: FakeState
  /** Every call so far: its name and input. */
  readonly calls: { name: string; input: unknown }[]
  /** Sends an event to whoever listens. */
  emit(event: AppEvent): void
  /** Makes the next call of a name fail as this error. */
  fail(name: string, error: Error): void
  /** The pictures of a filter, in order: what routes.ids gives. */
  ids(filter: PictureFilter, order: PictureOrder): number[]
}

const engine = (role: EngineState['role']): EngineState => ({
  role,
  state: role === 'parsing' ? 'ready' : 'off',
  backend: 'simd',
  threads: 2,
  wide: true,
  complaints: [],
  memory: 210_000_000,
  restarts: 0,
})

export const fakeModel: ModelRecord = {
  id: 1,
  name: 'mnist-compact',
  kind: 'shipped',
  path: '/models/mnist-compact',
  side: 28,
  patch: 14,
  z: 64,
  glimpses: [3, 4],
  step: 8000,
  data: 'MNIST',
  mse: 0.01535,
  created: 0,
}

export const fakeRunSettings: RunSettings = {
  updates: 8000,
  batch: 64,
  learningRate: 3e-4,
  warmup: 200,
  clip: 1,
  averageDecay: 0.999,
  klWarmup: 0.1,
  rec: 1,
  kl: 1e-3,
  seed: 1,
  patchUpdates: 400,
  evaluateEvery: 500,
  checkpointEvery: 500,
}

export function fakePicture(id: number, fields: Partial<PictureRecord> = {}): PictureRecord {
  return {
    id,
    setId: 1,
    name: `picture ${id}`,
    source: `/pictures/${id}.png`,
    split: 'train',
    width: 28,
    height: 28,
    inverted: false,
    missing: false,
    added: id,
    ...fields,
  }
}

export function fakeSet(id: number, fields: Partial<PictureSet> = {}): PictureSet {
  return {
    id,
    name: `set ${id}`,
    kind: 'folder',
    generated: false,
    path: `/pictures/${id}`,
    invert: 'auto',
    added: id,
    pictures: 0,
    missing: 0,
    splits: { train: 0, test: 0 },
    labels: [],
    notes: [],
    skipped: 0,
    ...fields,
  }
}

/** The app in memory, behind its contract: what tests of the window talk to. */
export function fakeApp(given: Partial<FakeState> = {}): FakeApp {
  const state: FakeState = {
    app: {
      version: '0.1.0',
      workspace: { name: 'workspace', folder: '/workspace', opened: 0 },
      shell: { kind: 'test', platform: 'linux' },
      engines: [engine('parsing'), engine('training')],
      history: {},
      notes: [],
    },
    settings: {},
    sets: [],
    pictures: [],
    jobs: [],
    skipped: [],
    models: [fakeModel],
    currentModel: 1,
    runs: [],
    figures: new Map(),
    parses: [],
    presets: [],
    fields: [],
    edits: [],
    ...given,
  }
  const calls: FakeApp['calls'] = []
  const failures = new Map<string, Error>()
  const listeners = new Set<(event: AppEvent) => void>()
  const emit = (event: AppEvent) => {
    for (const listener of listeners) listener(event)
  }
  let lastId = 1000

  /** A call as it is seen from outside: noted, failing where it is to, answering later. */
  function call<Input, Output>(name: string, answer: (input: Input) => Output) {
    return async (input: Input): Promise<Awaited<Output>> => {
      calls.push({ name, input })
      const failure = failures.get(name)
      failures.delete(name)
      if (failure) throw failure
      return await answer(input)
    }
  }

  function edit(name: string, undo: () => void): void {
    state.edits.push({ name, undo })
    emit({ type: 'history', history: { undo: { name, code: 'test.edit', scope: 'library' } } })
  }

  function startJob(kind: Job['kind'], title: string, unit: string, about: Partial<Job> = {}): Job {
    const job: Job = {
      id: ++lastId,
      kind,
      title,
      state: 'running',
      done: 0,
      unit,
      skipped: 0,
      started: 0,
      ...about,
    }
    state.jobs.push(job)
    emit({ type: 'job', job })
    return job
  }

  function replaceRun(id: number, fields: Partial<Run>): void {
    state.runs = state.runs.map((run) => (run.id === id ? { ...run, ...fields } : run))
    const run = state.runs.find((one) => one.id === id)
    if (run) emit({ type: 'run', run })
  }

  const matching = (filter: PictureFilter) => state.pictures.filter((picture) => matches(picture, filter))

  const studio: Studio = {
    app: {
      state: call('app.state', () => state.app),
      events: call('app.events', (_: unknown) => streamOf(listeners)),
      restartEngine: call('app.restartEngine', ({ role }: { role: EngineState['role'] }) => {
        emit({ type: 'engine', engine: engine(role) })
      }),
      settings: call('app.settings', () => ({ ...state.settings })),
      setSetting: call('app.setSetting', ({ name, value }) => {
        Object.assign(state.settings, { [name]: value })
      }),
      undo: call('app.undo', () => {
        const last = state.edits.pop()
        last?.undo()
        emit({ type: 'library' })
        return { undone: last?.name }
      }),
      redo: call('app.redo', () => ({})),
      browse: call('app.browse', ({ path }) => ({ path: path ?? '/', entries: [] })),
    },
    library: {
      sets: call('library.sets', () => state.sets),
      import: call('library.import', ({ name }) => {
        const set = fakeSet(++lastId, { name: name ?? 'Pictures' })
        state.sets = [...state.sets, set]
        emit({ type: 'library' })
        return {
          setId: set.id,
          jobId: startJob('import', `Importing ${set.name}`, 'pictures', { setId: set.id }).id,
        }
      }),
      add: call('library.add', () => {
        const picture = fakePicture(++lastId)
        state.pictures = [...state.pictures, picture]
        return { pictures: [picture], skipped: [] }
      }),
      pictures: call('library.pictures', ({ ids }) => {
        const byId = new Map(state.pictures.map((picture) => [picture.id, picture]))
        return ids.map((id) => byId.get(id)).filter((picture) => picture !== undefined)
      }),
      counts: call('library.counts', (filter: PictureFilter) => countsOf(matching(filter))),
      renameSet: call('library.renameSet', ({ id, name }) => changeSet(id, { name }, `Rename set ${name}`)),
      setInvert: call('library.setInvert', ({ id, invert }) =>
        changeSet(id, { invert }, 'Turn light and dark round'),
      ),
      removeSet: call('library.removeSet', ({ id }) => {
        const { sets, pictures } = state
        state.sets = sets.filter((set) => set.id !== id)
        state.pictures = pictures.filter(({ setId }) => setId !== id)
        edit('Remove set', () => Object.assign(state, { sets, pictures }))
        emit({ type: 'library' })
      }),
      removePictures: call('library.removePictures', ({ ids }) => {
        const { pictures } = state
        state.pictures = pictures.filter(({ id }) => !ids.includes(id))
        edit(`Remove ${ids.length} pictures`, () => Object.assign(state, { pictures }))
        emit({ type: 'library' })
      }),
      check: call('library.check', ({ id }) => ({
        jobId: startJob('check', 'Checking', 'files', { setId: id }).id,
      })),
      relink: call('library.relink', ({ id }) => ({
        jobId: startJob('relink', 'Relinking', 'files', { setId: id }).id,
      })),
      refresh: call('library.refresh', ({ id }) => ({
        jobId: startJob('import', 'Reading again', 'pictures', { setId: id }).id,
      })),
      datasets: call('library.datasets', () => []),
      fetchDataset: call('library.fetchDataset', ({ id }) => ({
        jobId: startJob('download', `Fetching ${id}`, 'bytes').id,
      })),
    },
    jobs: {
      list: call('jobs.list', () => state.jobs),
      cancel: call('jobs.cancel', ({ id }) => endJob(id, 'cancelled')),
      dismiss: call('jobs.dismiss', ({ id }) => {
        state.jobs = state.jobs.filter((job) => job.id !== id)
        emit({ type: 'job-dismissed', id })
      }),
      skipped: call('jobs.skipped', () => state.skipped),
    },
    models: {
      list: call('models.list', () => ({ models: state.models, current: state.currentModel })),
      select: call('models.select', ({ id }) => {
        state.currentModel = id
        emit({ type: 'models' })
      }),
      open: call('models.open', ({ path }) => {
        const model: ModelRecord = { ...fakeModel, id: ++lastId, kind: 'opened', name: path, path }
        state.models = [...state.models, model]
        return model
      }),
      forget: call('models.forget', ({ id }) => {
        state.models = state.models.filter((model) => model.id !== id)
        emit({ type: 'models' })
      }),
    },
    runs: {
      list: call('runs.list', () => state.runs),
      options: call('runs.options', () => ({ presets: state.presets, settings: state.fields })),
      expect: call('runs.expect', ({ data }) => ({ imagesPerSecond: 690, seconds: 736, ...sizes(data) })),
      count: call('runs.count', (data) => sizes(data)),
      start: call('runs.start', ({ name, preset, settings, data }) => {
        const run: Run = {
          id: ++lastId,
          name,
          state: 'running',
          preset,
          settings: { ...fakeRunSettings, ...settings },
          data: 'pictures',
          pictures: sizes(data).train,
          created: 0,
          step: 0,
          spark: [],
          previews: [],
          folder: `/workspace/runs/${lastId}`,
        }
        state.runs = [...state.runs, run]
        emit({ type: 'run', run })
        return run
      }),
      pause: call('runs.pause', ({ id }) => replaceRun(id, { state: 'paused' })),
      resume: call('runs.resume', ({ id }) => replaceRun(id, { state: 'running' })),
      stop: call('runs.stop', ({ id }) => replaceRun(id, { state: 'stopped' })),
      rename: call('runs.rename', ({ id, name }) => replaceRun(id, { name })),
      remove: call('runs.remove', ({ ids }) => {
        const { runs } = state
        state.runs = runs.filter(({ id }) => !ids.includes(id))
        edit(`Remove ${ids.length} runs`, () => Object.assign(state, { runs }))
        for (const id of ids) emit({ type: 'run-removed', id })
      }),
      figures: call('runs.figures', ({ id }) => state.figures.get(id) ?? []),
    },
    parses: {
      parse: call('parses.parse', ({ pictureId, modelId = state.currentModel, again }) => {
        const kept = state.parses.find((one) => one.pictureId === pictureId && one.modelId === modelId)
        if (kept && !again) return kept
        const parse: ParseRecord = {
          id: ++lastId,
          pictureId,
          modelId,
          modelName: state.models.find(({ id }) => id === modelId)?.name ?? '',
          mse: 0.0142,
          created: lastId,
          mapping: { width: 28, height: 28, scale: 1, left: 0, top: 0, inverted: false, grey: true },
          milliseconds: 31,
        }
        state.parses = [parse, ...state.parses]
        emit({ type: 'parses', pictureIds: [pictureId] })
        return parse
      }),
      ofPicture: call('parses.ofPicture', ({ pictureId }) =>
        state.parses.filter((parse) => parse.pictureId === pictureId),
      ),
      get: call('parses.get', ({ id }) => {
        const parse = state.parses.find((one) => one.id === id)
        if (!parse) throw missing(`There is no parse ${id}.`)
        return parse
      }),
      parseAll: call('parses.parseAll', () => ({ jobId: startJob('parse', 'Parsing', 'pictures').id })),
      remove: call('parses.remove', ({ ids }) => {
        const { parses } = state
        state.parses = parses.filter(({ id }) => !ids.includes(id))
        edit(`Remove ${ids.length} parses`, () => Object.assign(state, { parses }))
      }),
    },
  }

  function changeSet(id: number, fields: Partial<PictureSet>, name: string): void {
    const { sets } = state
    state.sets = sets.map((set) => (set.id === id ? { ...set, ...fields } : set))
    edit(name, () => Object.assign(state, { sets }))
    emit({ type: 'library' })
  }

  function endJob(id: number, ended: Job['state']): void {
    state.jobs = state.jobs.map((job) => (job.id === id ? { ...job, state: ended, ended: 1 } : job))
    const job = state.jobs.find((one) => one.id === id)
    if (job) emit({ type: 'job', job })
  }

  function sizes(data: { filter: PictureFilter } | { ids: number[] }): { train: number; heldOut: number } {
    if ('ids' in data) return { train: data.ids.length, heldOut: 0 }
    const { train, test } = countsOf(matching(data.filter)).splits
    return { train, heldOut: test }
  }

  return {
    studio,
    state,
    calls,
    emit,
    fail: (name, error) => failures.set(name, error),
    ids: (filter, { by, descending }) => {
      const sorted = matching(filter).sort((a, b) => compare(a, b, by))
      return (descending ? sorted.reverse() : sorted).map(({ id }) => id)
    },
  }
}

/** A connection to a fake app that is open from the start. */
export function fakeConnection({ studio }: FakeApp): Connection {
  return {
    studio,
    state: ref('open' as const),
    onOpen(handler) {
      handler()
      return () => {}
    },
  }
}

function matches(picture: PictureRecord, filter: PictureFilter): boolean {
  const { sets, labels, splits, missing, parsed, text } = filter
  return (
    (!sets || sets.includes(picture.setId)) &&
    (!labels || labels.includes(picture.label ?? '')) &&
    (!splits || splits.includes(picture.split)) &&
    (missing === undefined || picture.missing === missing) &&
    (parsed === undefined || (picture.parse !== undefined) === parsed) &&
    (!text || `${picture.name} ${picture.label ?? ''}`.toLowerCase().includes(text.toLowerCase()))
  )
}

function compare(a: PictureRecord, b: PictureRecord, by: PictureOrder['by']): number {
  const values = {
    added: a.added - b.added,
    name: a.name.localeCompare(b.name),
    label: (a.label ?? '').localeCompare(b.label ?? ''),
    size: a.width * a.height - b.width * b.height,
    error: (a.parse?.mse ?? Number.POSITIVE_INFINITY) - (b.parse?.mse ?? Number.POSITIVE_INFINITY),
  }
  return values[by] || a.id - b.id
}

function countsOf(pictures: readonly PictureRecord[]) {
  const count = (test: (picture: PictureRecord) => boolean) => pictures.filter(test).length
  const labels = Map.groupBy(pictures, ({ label }) => label)
  return {
    pictures: pictures.length,
    labels: [...labels].flatMap(([name, of]) => (name === undefined ? [] : [{ name, count: of.length }])),
    splits: { train: count(({ split }) => split === 'train'), test: count(({ split }) => split === 'test') },
    missing: count(({ missing }) => missing),
    parsed: count(({ parse }) => parse !== undefined),
  }
}

function streamOf(listeners: Set<(event: AppEvent) => void>): AsyncIteratorClass<AppEvent, void, void> {
  const waiting: AppEvent[] = []
  let wake = () => {}
  const listener = (event: AppEvent) => {
    waiting.push(event)
    wake()
  }
  listeners.add(listener)
  return new AsyncIteratorClass(
    async (): Promise<IteratorResult<AppEvent, void>> => {
      while (waiting.length === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      return { done: false, value: waiting.shift()! }
    },
    async () => {
      listeners.delete(listener)
    },
  )
}

/** As the app refuses what is not there. */
export function missing(message: string): Error {
  return Object.assign(new Error(message), {
    code: 'REFUSED',
    data: { kind: 'missing', code: 'missing/not-found', hint: 'Look again.' },
  })
}
