import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'
import { useAsked } from './useAsked.ts'

describe('useAsked', () => {
  beforeEach(() => vi.useFakeTimers())
  afterEach(() => vi.useRealTimers())

  function setUp(answerOf: (question: string, signal: AbortSignal) => Promise<string>) {
    const question = ref<string | undefined>('a')
    const calls: { question: string; signal: AbortSignal }[] = []
    const scope = effectScope()
    const asked = scope.run(() =>
      useAsked(
        () => question.value,
        (one, signal) => {
          calls.push({ question: one, signal })
          return answerOf(one, signal)
        },
        500,
      ),
    )!
    return { question, calls, scope, asked }
  }

  it('asks once the question no longer changes, and only the last one', async () => {
    const { question, calls, asked } = setUp(async (one) => one.toUpperCase())
    question.value = 'b'
    await nextTick()
    expect(calls).toEqual([])
    await vi.advanceTimersByTimeAsync(500)
    expect(calls.map((call) => call.question)).toEqual(['b'])
    expect(asked.answer.value).toBe('B')
    expect(asked.busy.value).toBe(false)
  })

  it('aborts when the question changes, and ignores a late answer', async () => {
    const answers = new Map<string, (answer: string) => void>()
    const { question, calls, asked } = setUp((one) => new Promise((give) => answers.set(one, give)))
    await vi.advanceTimersByTimeAsync(500)
    question.value = 'b'
    await nextTick()
    expect(calls[0].signal.aborted).toBe(true)
    await vi.advanceTimersByTimeAsync(500)
    answers.get('a')?.('late')
    await vi.advanceTimersByTimeAsync(0)
    expect(asked.answer.value).toBeUndefined()
    answers.get('b')?.('right')
    await vi.advanceTimersByTimeAsync(0)
    expect(asked.answer.value).toBe('right')
  })

  it('keeps the failure until it asks again', async () => {
    let fails = true
    const { asked } = setUp(async () => {
      if (fails) throw new Error('busy')
      return 'yes'
    })
    await vi.advanceTimersByTimeAsync(500)
    expect(asked.failure.value).toEqual(new Error('busy'))
    fails = false
    asked.again()
    await vi.advanceTimersByTimeAsync(0)
    expect(asked.failure.value).toBeUndefined()
    expect(asked.answer.value).toBe('yes')
  })

  it('asks nothing without a question, and aborts when its scope is disposed', async () => {
    const { question, calls, asked, scope } = setUp(() => new Promise(() => {}))
    question.value = undefined
    await vi.advanceTimersByTimeAsync(1000)
    expect(calls).toEqual([])
    expect(asked.busy.value).toBe(false)
    question.value = 'c'
    await vi.advanceTimersByTimeAsync(1000)
    scope.stop()
    expect(calls[0].signal.aborted).toBe(true)
  })
})
