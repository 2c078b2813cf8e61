import { afterEach, expect, it, vi } from 'vitest'
import { interruptible } from './interrupt.ts'

afterEach(() => vi.restoreAllMocks())

const press = () => process.emit('SIGINT')

it('stops gently at the first press, ignores its echo, and exits at the second', async () => {
  const exit = vi.spyOn(process, 'exit').mockReturnValue(undefined as never)
  const now = vi.spyOn(performance, 'now').mockReturnValue(0)
  const onStop = vi.fn()
  await interruptible(onStop, async (signal) => {
    expect(signal.aborted).toBe(false)
    press()
    expect(signal.aborted).toBe(true)
    press()
    expect(exit).not.toHaveBeenCalled()
    now.mockReturnValue(2000)
    press()
    expect(exit).toHaveBeenCalledWith(130)
  })
  expect(onStop).toHaveBeenCalledOnce()
})

it('stops listening when the task has ended, also when it failed', async () => {
  const before = process.listenerCount('SIGINT')
  await expect(interruptible(vi.fn(), () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(process.listenerCount('SIGINT')).toBe(before)
})
