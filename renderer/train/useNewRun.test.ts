import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { effectScope } from 'vue'
import type { TestApp } from '../../main/services/testApp.types.testing.ts'
import { type FakeApp, fakeApp } from '../client/fake.testing.ts'
import { provideConnection } from '../client/studio.ts'
import { useLibrary } from '../state/library.ts'
import { useModels } from '../state/models.ts'
import { useRuns } from '../state/runs.ts'
import { eventually, openTestWindow } from '../state/window.testing.ts'
import { type NewRunState, useNewRun } from './useNewRun.ts'

describe('useNewRun', () => {
  let fake: FakeApp
  let state: NewRunState
  let few: ReturnType<TestApp['addSet']>
  let many: ReturnType<TestApp['addSet']>

  beforeEach(async () => {
    const app = await openTestWindow()
    few = app.addSet('Few', [{}, {}])
    many = app.addSet('Many', [{}, {}, { split: 'test' }])
    // What it expects, the app would have to measure.
    const measured = () => ({ imagesPerSecond: 690, seconds: 736, train: 2, heldOut: 1 })
    fake = fakeApp({ behind: app.studio, answers: { runs: { expect: measured } } })
    provideConnection({ ...app.connection, studio: fake.studio })
    const scope = effectScope()
    state = scope.run(useNewRun)!
    onTestFinished(() => scope.stop())
    await eventually(() => expect(state.sets.value).toHaveLength(2))
    await eventually(() => expect(useModels().current).toBeDefined())
    await eventually(() => expect(state.presets.value.length).toBeGreaterThan(1))
  })

  it('begins with the largest set, the preset whose results are documented, and a name', async () => {
    state.begin()
    expect(state.form.value.sets).toEqual([many.setId])
    expect(state.form.value.preset).toBe('mnist-compact')
    expect(state.suggestion.value).toBe('Many · compact')
    await eventually(() => expect(state.count.answer.value).toEqual({ train: 2, heldOut: 1 }))
    await eventually(() => expect(state.expected.answer.value?.seconds).toBe(736))
  })

  it('begins with the set that the Library shows, or with what another view hands over', () => {
    useLibrary().show({ sets: [few.setId] })
    state.begin()
    expect(state.form.value.sets).toEqual([few.setId])
    useRuns().trainData = { data: { ids: many.pictures.slice(1) }, title: 'two pictures' }
    state.begin()
    expect(state.request.value?.data).toEqual({ ids: many.pictures.slice(1) })
    expect(state.suggestion.value).toBe('two pictures · compact')
  })

  it('starts the run, and clears the pictures handed over', async () => {
    useRuns().trainData = { data: { ids: many.pictures.slice(1) }, title: 'two pictures' }
    state.begin()
    state.change({ name: 'mine' })
    const run = await state.start()
    expect(run?.name).toBe('mine')
    expect(useRuns().trainData).toBeUndefined()
  })

  it('keeps what was filled in if the start is refused, with the reason', async () => {
    state.begin()
    state.change({ name: 'mine' })
    fake.fail('runs.start', new Error('No room on the disk.'))
    expect(await state.start()).toBeUndefined()
    expect(state.failure.value).toEqual(new Error('No room on the disk.'))
    expect(state.form.value.name).toBe('mine')
    expect(state.starting.value).toBe(false)
  })
})
