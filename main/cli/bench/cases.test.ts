import { describe, expect, it } from 'vitest'
import { benchCase, usualCases } from './cases.ts'

describe('the names of cases', () => {
  it.each([...usualCases, 'train-1-omniglot-compact', 'parse-256-mnist-4x4x4'])('%s is one', (name) => {
    expect(benchCase(name).name).toBe(name)
  })

  it.each([
    'train',
    'train-mnits',
    'train-0-mnist',
    'train-mnist-4x0',
    'train-mnist-4x',
    'train-mnist-compact-',
    'evaluate-mnist',
    'theta-1',
    'toString',
  ])('%s is none, and the error says what is', (name) => {
    expect(() => benchCase(name)).toThrow(/Give matmul-1024, theta, or train or parse.+parse-1-mnist-compact/)
  })
})
