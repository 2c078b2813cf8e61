import { describe, expect, it } from 'vitest'
import { latestAnswer } from './latestAnswer.ts'

/** A question that is answered when the test says so. */
function question<Answer>() {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  let signal: AbortSignal | undefined
  return {
    resolve,
    reject,
    isAborted: () => signal?.aborted,
    ask: (own: AbortSignal) => {
      signal = own
      return promise
    },
  }
}

describe('latestAnswer', () => {
  it('holds the answer, and is pending until it arrives', async () => {
    const latest = latestAnswer<string>()
    const one = question<string>()
    const asked = latest.ask(one.ask)
    expect([latest.answer.value, latest.pending.value]).toEqual([undefined, true])
    one.resolve('yes')
    expect(await asked).toBe(true)
    expect([latest.answer.value, latest.failure.value, latest.pending.value]).toEqual([
      'yes',
      undefined,
      false,
    ])
  })

  it('aborts the previous question, and drops its late answer', async () => {
    const latest = latestAnswer<string>()
    const [slow, quick] = [question<string>(), question<string>()]
    const first = latest.ask(slow.ask)
    const second = latest.ask(quick.ask)
    expect([slow.isAborted(), quick.isAborted()]).toEqual([true, false])
    slow.resolve('late')
    expect([await first, latest.answer.value, latest.pending.value]).toEqual([false, undefined, true])
    quick.resolve('right')
    expect([await second, latest.answer.value, latest.pending.value]).toEqual([true, 'right', false])
  })

  it('drops the failure of a question that was aborted', async () => {
    const latest = latestAnswer<string>()
    const [slow, quick] = [question<string>(), question<string>()]
    const first = latest.ask(slow.ask)
    const second = latest.ask(quick.ask)
    quick.resolve('right')
    await second
    slow.reject(new DOMException('The user aborted a request.', 'AbortError'))
    expect([await first, latest.failure.value, latest.answer.value]).toEqual([false, undefined, 'right'])
  })

  it('keeps the last answer and the failure when a question fails; the next answer clears the failure', async () => {
    const latest = latestAnswer<string>()
    await latest.ask(async () => 'first')
    const reason = new Error('The link broke.')
    expect(await latest.ask(() => Promise.reject(reason))).toBe(true)
    expect([latest.answer.value, latest.failure.value, latest.pending.value]).toEqual([
      'first',
      reason,
      false,
    ])
    await latest.ask(async () => 'second')
    expect([latest.answer.value, latest.failure.value]).toEqual(['second', undefined])
  })

  it('treats a question that throws synchronously as failed', async () => {
    const latest = latestAnswer<string>()
    const reason = new Error('There is no connection yet.')
    await latest.ask(() => {
      throw reason
    })
    expect([latest.failure.value, latest.pending.value]).toEqual([reason, false])
  })

  it('keeps the last answer when it is cancelled, and forgets it when it is cleared', async () => {
    const latest = latestAnswer<string>()
    await latest.ask(async () => 'first')
    const one = question<string>()
    const asked = latest.ask(one.ask)
    latest.cancel()
    expect([one.isAborted(), latest.pending.value]).toEqual([true, false])
    one.resolve('late')
    expect([await asked, latest.answer.value]).toEqual([false, 'first'])
    latest.clear()
    expect(latest.answer.value).toBeUndefined()
  })
})
