import { describe, expect, it } from 'vitest'
import { tally } from './tally.ts'

const counts = { numPassedTests: 5, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1 }

describe('the line of counts', () => {
  it('adds tests to be written to the skipped ones', () => {
    expect(tally({ ...counts, testResults: [] })).toBe('5 passed, 1 failed, 3 skipped')
  })

  it('counts a file that failed outside its tests as one failed, and one whose test failed no further', () => {
    const failed = (...statuses: string[]) => ({
      status: 'failed',
      assertionResults: statuses.map((status) => ({ status })),
    })
    const testResults = [failed(), failed('passed'), failed('passed', 'failed')]
    expect(tally({ ...counts, testResults })).toBe('5 passed, 3 failed, 3 skipped')
  })
})
