import { expect, it } from 'vitest'
import { csvName } from './csvName.ts'

it('makes a file name of any name of a run', () => {
  expect(csvName('MNIST · compact 2')).toBe('MNIST-compact-2.csv')
  expect(csvName('../../etc/passwd')).toBe('etc-passwd.csv')
  expect(csvName('a/b\\c:d*e')).toBe('a-b-c-d-e.csv')
  expect(csvName('···')).toBe('run.csv')
  expect(csvName('学習')).toBe('学習.csv')
})
