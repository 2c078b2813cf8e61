import { describe, expect, it } from 'vitest'
import { type TestFile, tally } from './tally.ts'

type ReportedTest = ReturnType<TestFile['children']['allTests']> extends Iterable<infer Test> ? Test : never

/** A test as vitest reports it, in groups of these titles, the outermost first. */
function test(state: string, groups: readonly string[] = [], note?: string): ReportedTest {
  const file = { type: 'module' }
  const parent = groups.reduce<object>((parent, name) => ({ type: 'suite', name, parent }), file)
  return { parent, result: () => ({ state, note }) } as ReportedTest
}

const file = (state: string, ...tests: ReportedTest[]): TestFile => ({
  relativeModuleId: 'model/a.test.ts',
  state: () => state,
  children: { allTests: () => tests },
})

describe('the line of counts', () => {
  it('counts tests by how they ended', () => {
    const tests = ['passed', 'failed', 'passed', 'failed', 'passed'].map((state) => test(state))
    expect(tally([file('failed', ...tests)])).toEqual(['3 passed, 2 failed, 0 skipped'])
  })

  it('counts a file that failed outside its tests as one failed, and one whose test failed no further', () => {
    const files = [
      file('failed'),
      file('failed', test('passed')),
      file('failed', test('passed'), test('failed')),
    ]
    expect(tally(files)).toEqual(['2 passed, 3 failed, 0 skipped'])
  })
})

describe('the lines of skipped tests', () => {
  it('say how many were for each reason: its own, else the title of its group, else its file', () => {
    const tests = [
      test('skipped', ['the data'], 'there is no browser'),
      test('passed', ['the data']),
      test('skipped', [], 'there is no browser'),
      test('skipped', ['the library (not installed)', 'of MNIST']),
      test('pending'),
    ]
    expect(tally([file('passed', ...tests)])).toEqual([
      '2 skipped: there is no browser',
      '1 skipped: the library (not installed)',
      '1 skipped: model/a.test.ts',
      '1 passed, 0 failed, 4 skipped',
    ])
  })
})
