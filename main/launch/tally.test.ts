import { describe, expect, it } from 'vitest'
import { skips, tally } from './tally.ts'

const counts = { numPassedTests: 5, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1 }

describe('the lines of skipped tests', () => {
  it('say how many of each group were, under the title that says why', () => {
    const test = (status: string, ...ancestorTitles: string[]) => ({ status, ancestorTitles })
    const assertionResults = [
      test('passed', 'the data'),
      test('skipped', 'the data', 'of MNIST'),
      test('pending', 'the data'),
      test('skipped', 'the library (not installed)'),
    ]
    expect(skips({ ...counts, testResults: [{ status: 'passed', assertionResults }] })).toEqual([
      '2 skipped in the data',
      '1 skipped in the library (not installed)',
    ])
  })
})

describe('the line of counts', () => {
  it('adds tests to be written to the skipped ones', () => {
    expect(tally({ ...counts, testResults: [] })).toBe('5 passed, 1 failed, 3 skipped')
  })

  it('counts a file that failed outside its tests as one failed, and one whose test failed no further', () => {
    const failed = (...statuses: string[]) => ({
      status: 'failed',
      assertionResults: statuses.map((status) => ({ status, ancestorTitles: [] })),
    })
    const testResults = [failed(), failed('passed'), failed('passed', 'failed')]
    expect(tally({ ...counts, testResults })).toBe('5 passed, 3 failed, 3 skipped')
  })
})
