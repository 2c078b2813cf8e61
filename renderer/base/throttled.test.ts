import { expect, it, vi } from 'vitest'
import { throttled } from './throttled.ts'

it('Runs the task at once, and once more for all calls that come too early', async () => {
  vi.useFakeTimers()
  const task = vi.fn(async () => {})
  const call = throttled(task, 400)
  for (let i = 0; i < 5; i++) call()
  expect(task).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(399)
  expect(task).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(2)
  expect(task).toHaveBeenCalledTimes(2)
  await vi.advanceTimersByTimeAsync(2000)
  expect(task).toHaveBeenCalledTimes(2)
  vi.useRealTimers()
})
