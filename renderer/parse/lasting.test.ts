import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { ref } from 'vue'
import { lasting } from './lasting.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

it('A condition lasts once it has held for the given time without a break', () => {
  const on = ref(false)
  const lasts = lasting(() => on.value, 150)
  on.value = true
  vi.advanceTimersByTime(149)
  expect(lasts.value).toBe(false)
  on.value = false
  on.value = true
  vi.advanceTimersByTime(149)
  expect(lasts.value).toBe(false)
  vi.advanceTimersByTime(1)
  expect(lasts.value).toBe(true)
  on.value = false
  expect(lasts.value).toBe(false)
})
