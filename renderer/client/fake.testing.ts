import { AsyncIteratorClass } from '@orpc/client'
import { ref } from 'vue'
import type { AppEvent } from '../../main/contract/app.ts'
import type { Studio } from '../../main/contract/index.ts'
import type { PictureRecord, PictureSet } from '../../main/contract/library.ts'
import type { ModelRecord } from '../../main/contract/models.ts'
import type { ParseRecord } from '../../main/contract/parses.ts'
import type { RunSettings } from '../../main/contract/runs.ts'
import { chosenSettings, defaultSettings } from '../../model/training/settings.ts'
import type { Connection } from './connection.ts'

/** The state of a fake app, which tests set and read. */
export interface FakeState {
  settings: Record<string, never>
  pictures: PictureRecord[]
  models: ModelRecord[]
  currentModel: number
  parses: ParseRecord[]
}

/** Answers to the calls that a test needs, by group and name. */
export type Answers = {
  readonly [Group in keyof Studio]?: {
    readonly [Call in keyof Studio[Group]]?: Answer<Studio[Group][Call]>
  }
}
type Answer<Call> = Call extends (input: infer Input, ...rest: never[]) => Promise<infer Output>
  ? (input: Input) => Output | Promise<Output>
  : never

export interface FakeApp {
  readonly studio: Studio
  readonly state: FakeState
  /** Every call so far: its name and input. */
  readonly calls: { name: string; input: unknown }[]
  /** Publishes an event. */
  emit(event: AppEvent): void
  /** Makes the next call of that name reject with this error. */
  fail(name: string, error: Error): void
}

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
  ...chosenSettings(defaultSettings),
  updates: 8000,
  learningRate: 3e-4,
  clip: 1,
  averageDecay: 0.999,
  klWarmup: 0.1,
  rec: 1,
  kl: 1e-3,
  seed: 1,
  patchUpdates: 400,
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

/**
 * A fake app for what a test must provoke: refusals, delays, events. Its own rules are few, and fake.slow.test.ts compares
 * them with the app: settings, pictures, models and parses are those of its state, and each model parses a picture once.
 * Tests that need more use the app itself (testApp.testing.ts), possibly `behind` this one.
 *
 * @param given its initial state; `answers`, which take precedence; `behind`, an app that answers everything else. Without
 *   `behind`, calls without an answer are rejected.
 */
export function fakeApp({
  answers = {},
  behind,
  ...given
}: Partial<FakeState> & { answers?: Answers; behind?: Studio } = {}): FakeApp {
  const state: FakeState = {
    settings: {},
    pictures: [],
    models: [fakeModel],
    currentModel: 1,
    parses: [],
    ...given,
  }
  const calls: FakeApp['calls'] = []
  const failures = new Map<string, Error>()
  const listeners = new Set<(event: AppEvent) => void>()
  const emit = (event: AppEvent) => {
    for (const listener of listeners) listener(event)
  }
  const own = ownAnswers(state, emit)
  own.app = { ...own.app, events: () => streamOf(listeners) }

  async function call(group: keyof Studio, name: string, input: unknown): Promise<unknown> {
    const full = `${group}.${name}`
    calls.push({ name: full, input })
    const failure = failures.get(full)
    failures.delete(full)
    if (failure) throw failure
    const answer = answerOf(answers, group, name) ?? answerOf(behind ?? own, group, name)
    if (!answer) throw new Error(`The fake app has no answer to ${full}: give it one.`)
    return answer(input)
  }
  const callsOf = (group: keyof Studio) =>
    new Proxy({}, { get: (_, name: string) => (input: unknown) => call(group, name, input) })
  const groups = ['app', 'library', 'jobs', 'models', 'runs', 'parses'] as const
  const studio = Object.fromEntries(groups.map((group) => [group, callsOf(group)])) as unknown as Studio
  return { studio, state, calls, emit, fail: (name, error) => failures.set(name, error) }
}

function answerOf(answers: Answers | Studio, group: keyof Studio, name: string) {
  const ofGroup = answers[group] as Record<string, (input: unknown) => unknown> | undefined
  return ofGroup?.[name]
}

function ownAnswers(
  state: FakeState,
  emit: (event: AppEvent) => void,
): { -readonly [Group in keyof Answers]: Answers[Group] } {
  let lastId = 1000
  return {
    app: {
      settings: () => ({ ...state.settings }),
      setSetting: ({ name, value }) => {
        Object.assign(state.settings, { [name]: value })
      },
    },
    library: {
      pictures: ({ ids }) => {
        const byId = new Map(state.pictures.map((picture) => [picture.id, picture]))
        return ids.map((id) => byId.get(id)).filter((picture) => picture !== undefined)
      },
    },
    models: {
      list: () => ({ models: state.models, current: state.currentModel }),
      select: ({ id }) => {
        state.currentModel = id
        emit({ type: 'models' })
      },
    },
    parses: {
      parse: ({ pictureId, modelId = state.currentModel, again }) => {
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
      },
      ofPicture: ({ pictureId }) => state.parses.filter((parse) => parse.pictureId === pictureId),
      get: ({ id }) => {
        const parse = state.parses.find((one) => one.id === id)
        if (!parse) throw missing(`There is no parse ${id}.`)
        return parse
      },
      remove: ({ ids }) => {
        state.parses = state.parses.filter(({ id }) => !ids.includes(id))
      },
    },
  }
}

/** A connection to a fake app, open from the start. */
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

/** The error with which the app refuses something that does not exist. */
export function missing(message: string): Error {
  return Object.assign(new Error(message), {
    code: 'REFUSED',
    data: { kind: 'missing', code: 'missing/not-found', hint: 'Look again.' },
  })
}
