import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { throttle } from './throttle.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

it('makes the first call at once, and one more after each interval', () => {
  const calls: number[] = []
  const report = throttle((n: number) => calls.push(n), 100)
  for (let n = 0; n < 25; n++) {
    report(n)
    vi.advanceTimersByTime(10)
  }
  expect(calls).toEqual([0, 10, 20])
})

it('makes the latest call that was held back when it is flushed, once', () => {
  const calls: number[] = []
  const report = throttle((n: number) => calls.push(n), 100)
  report(1)
  report.flush()
  report(2)
  report(3)
  expect(calls).toEqual([1])
  report.flush()
  report.flush()
  expect(calls).toEqual([1, 3])
})
