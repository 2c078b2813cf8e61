import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type EffectScope, effectScope } from 'vue'
import { followEvents } from '../client/events.ts'
import { type FakeApp, fakeApp, fakeConnection, fakePicture, fakeSet } from '../client/fake.testing.ts'
import { provideConnection } from '../client/studio.ts'
import { useLibrary } from '../state/library.ts'
import { useRuns } from '../state/runs.ts'
import { type NewRunState, useNewRun } from './useNewRun.ts'

const preset = { about: '', side: 28, patch: 14, z: 32, glimpses: [4, 4], parameters: 4e6 }

describe('useNewRun', () => {
  let app: FakeApp
  let scope: EffectScope
  let state: NewRunState

  beforeEach(async () => {
    app = fakeApp({
      sets: [fakeSet(1, { name: 'Few', pictures: 2 }), fakeSet(2, { name: 'Many', pictures: 3 })],
      pictures: [1, 2, 3, 4, 5].map((id) =>
        fakePicture(id, { setId: id < 3 ? 1 : 2, split: id === 5 ? 'test' : 'train' }),
      ),
      presets: [
        { ...preset, name: 'mnist' },
        { ...preset, name: 'mnist-compact' },
      ],
    })
    const connection = fakeConnection(app)
    provideConnection(connection)
    setActivePinia(createPinia())
    scope = effectScope()
    state = scope.run(useNewRun)!
    followEvents(connection)
    await expect.poll(() => state.sets.value.length).toBe(2)
    await expect.poll(() => state.presets.value.length).toBe(2)
  })
  afterEach(() => scope.stop())

  it('begins with the largest set, the preset whose figures are known, and a name', async () => {
    state.begin()
    expect(state.form.value.sets).toEqual([2])
    expect(state.form.value.preset).toBe('mnist-compact')
    expect(state.suggestion.value).toBe('Many · compact')
    await expect.poll(() => state.count.answer.value).toEqual({ train: 2, heldOut: 1 })
    await expect.poll(() => state.expected.answer.value?.seconds, { timeout: 3000 }).toBe(736)
  })

  it('begins with the set that the Library shows, or with what another view hands over', () => {
    useLibrary().show({ sets: [1] })
    state.begin()
    expect(state.form.value.sets).toEqual([1])
    useRuns().trainData = { data: { ids: [3, 4] }, title: 'two pictures' }
    state.begin()
    expect(state.request.value?.data).toEqual({ ids: [3, 4] })
    expect(state.suggestion.value).toBe('two pictures · compact')
  })

  it('starts the run, and what was handed over is taken', async () => {
    useRuns().trainData = { data: { ids: [3, 4] }, title: 'two pictures' }
    state.begin()
    state.change({ name: 'mine' })
    const run = await state.start()
    expect(run?.name).toBe('mine')
    expect(useRuns().trainData).toBeUndefined()
  })

  it('keeps what was filled in where the start is refused, and says why', async () => {
    state.begin()
    state.change({ name: 'mine' })
    app.fail('runs.start', new Error('No room on the disk.'))
    expect(await state.start()).toBeUndefined()
    expect(state.failure.value).toEqual(new Error('No room on the disk.'))
    expect(state.form.value.name).toBe('mine')
    expect(state.starting.value).toBe(false)
  })
})
