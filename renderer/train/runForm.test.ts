import { describe, expect, it } from 'vitest'
import type { SettingField } from '../../main/contract/runs.ts'
import {
  dataOf,
  type FormSources,
  hintsOf,
  labelsOf,
  picturesInWords,
  problemsOf,
  type RunForm,
  rangeText,
  requestOf,
  suggestName,
  withSetting,
} from './runForm.ts'

const updates: SettingField = {
  name: 'updates',
  title: 'Updates',
  about: 'Steps in all.',
  least: 1,
  most: 1000,
  whole: true,
  default: 500,
}
const sources: FormSources = { shown: {}, selected: [], fields: [updates], suggestion: 'Glyphs · compact' }
const form: RunForm = {
  name: '',
  source: 'sets',
  sets: [3],
  labels: [],
  preset: 'mnist-compact',
  settings: {},
}

describe('dataOf', () => {
  it('asks for the chosen sets, and for some labels of them where some are chosen', () => {
    expect(dataOf(form, sources)).toEqual({ filter: { sets: [3] } })
    expect(dataOf({ ...form, labels: ['4', '9'] }, sources)).toEqual({
      filter: { sets: [3], labels: ['4', '9'] },
    })
  })

  it('asks for what the Library shows, its selection, or what was handed over', () => {
    const more = {
      ...sources,
      shown: { text: 'a' },
      selected: [5, 6],
      given: { data: { ids: [7, 8] }, title: 'x' },
    }
    expect(dataOf({ ...form, source: 'shown' }, more)).toEqual({ filter: { text: 'a' } })
    expect(dataOf({ ...form, source: 'selected' }, more)).toEqual({ ids: [5, 6] })
    expect(dataOf({ ...form, source: 'given' }, more)).toEqual({ ids: [7, 8] })
  })
})

describe('hintsOf', () => {
  const fields = [updates, { ...updates, name: 'warmup', title: 'Warm-up', default: 200 }]

  it('says at the changed setting that the warm-up is longer than the run', () => {
    expect(hintsOf({ ...form, settings: { updates: 100 } }, fields)).toEqual({
      updates: expect.stringContaining('Fewer than the 200'),
    })
    expect(hintsOf({ ...form, settings: { warmup: 501 } }, fields)).toEqual({
      warmup: expect.stringContaining('More than the 500'),
    })
  })

  it('says at the changed setting that the run ends before it is measured in between', () => {
    const measured = [updates, { ...updates, name: 'evaluateEvery', title: 'Measure every', default: 500 }]
    expect(hintsOf({ ...form, settings: { updates: 40 } }, measured)).toEqual({
      updates:
        'Fewer than “Measure every” (500): the run is only measured before its first and after its last update.',
    })
    expect(hintsOf({ ...form, settings: { evaluateEvery: 501 } }, measured)).toEqual({
      evaluateEvery:
        'More than the 500 updates of the run: the run is only measured before its first and after its last update.',
    })
    expect(hintsOf({ ...form, settings: { updates: 40 } }, [...fields, measured[1]]).updates).toMatch(
      /^Fewer than the 200 .* peak\. Fewer than “Measure every”/,
    )
    expect(hintsOf({ ...form, settings: { updates: 40, evaluateEvery: 40 } }, measured)).toEqual({})
  })

  it('says nothing where it is not, or where a number is still being typed', () => {
    expect(hintsOf(form, fields)).toEqual({})
    expect(hintsOf({ ...form, settings: { updates: 200 } }, fields)).toEqual({})
    expect(hintsOf({ ...form, settings: { updates: undefined } }, fields)).toEqual({})
  })
})

describe('problemsOf', () => {
  it('finds nothing wrong with a form that only has its pictures', () => {
    expect(problemsOf(form, sources)).toEqual({})
  })

  it('says beside the pictures that none are chosen', () => {
    expect(problemsOf({ ...form, sets: [] }, sources)).toHaveProperty('data')
    expect(problemsOf({ ...form, source: 'selected' }, { ...sources, selected: [1] })).toHaveProperty('data')
  })

  it('says what is wrong with a setting: out of its range, not a whole number, or not a number', () => {
    const problem = (value: number | undefined) =>
      problemsOf({ ...form, settings: { updates: value } }, sources).updates
    expect(problem(0)).toBe('From 1 to 1,000.')
    expect(problem(1001)).toBe('At most 1,000.')
    expect(problem(2.5)).toBe('This must be a whole number.')
    expect(problem(undefined)).toBe('This is not a number.')
    expect(problem(Number.NaN)).toBe('This is not a number.')
    expect(problem(2)).toBeUndefined()
  })
})

describe('requestOf', () => {
  it('sends only what differs from the defaults, and the suggested name until a person types one', () => {
    expect(requestOf({ ...form, settings: { updates: 60 } }, sources)).toEqual({
      name: 'Glyphs · compact',
      data: { filter: { sets: [3] } },
      preset: 'mnist-compact',
      settings: { updates: 60 },
    })
    expect(requestOf({ ...form, name: '  mine ' }, sources)?.name).toBe('mine')
    expect(requestOf({ ...form, fromModel: 4 }, sources)?.fromModel).toBe(4)
  })

  it('sends nothing while something is wrong', () => {
    expect(requestOf({ ...form, settings: { updates: 0 } }, sources)).toBeUndefined()
  })
})

describe('withSetting', () => {
  it('forgets a setting that is the default again', () => {
    const changed = withSetting(form, updates, 60)
    expect(changed.settings).toEqual({ updates: 60 })
    expect(withSetting(changed, updates, 500).settings).toEqual({})
  })

  it('keeps a setting that is not a number as typed', () => {
    expect(problemsOf(withSetting(form, updates, undefined), sources)).toHaveProperty('updates')
  })
})

describe('labelsOf', () => {
  it('adds up the labels of the chosen sets', () => {
    const sets = [
      { id: 1, labels: [{ name: 'a', count: 2 }] },
      { id: 2, labels: [{ name: 'b', count: 1 }] },
      {
        id: 3,
        labels: [
          { name: 'a', count: 5 },
          { name: 'c', count: 4 },
        ],
      },
    ]
    expect(labelsOf(sets, [1, 3])).toEqual([
      { name: 'a', count: 7 },
      { name: 'c', count: 4 },
    ])
  })
})

describe('suggestName', () => {
  it('names the pictures and the kind of preset, and adds a number if the name is taken', () => {
    expect(suggestName('MNIST', 'mnist-compact', [])).toBe('MNIST · compact')
    expect(suggestName('MNIST', 'mnist-compact', ['MNIST · compact', 'MNIST · compact 2'])).toBe(
      'MNIST · compact 3',
    )
  })

  it('stays valid when the name of the pictures is very long', () => {
    expect(suggestName('x'.repeat(500), 'mnist-compact', []).length).toBeLessThanOrEqual(200)
  })
})

describe('picturesInWords', () => {
  it('names up to two sets and counts more', () => {
    const sets = [1, 2, 3].map((id) => ({ id, name: `set ${id}` }))
    expect(picturesInWords({ ...form, sets: [1, 2] }, sets, sources)).toBe('set 1 + set 2')
    expect(picturesInWords({ ...form, sets: [1, 2, 3] }, sets, sources)).toBe('set 1 and 2 more')
    expect(picturesInWords({ ...form, sets: [1], labels: ['4', '9'] }, sets, sources)).toBe('set 1 4 9')
  })
})

describe('rangeText', () => {
  it('names both ends, or only the lower one if the upper one is a technical limit', () => {
    expect(rangeText(updates)).toBe('From 1 to 1,000.')
    expect(rangeText({ ...updates, most: 2 ** 31 - 1 })).toBe('1 or more.')
  })
})
