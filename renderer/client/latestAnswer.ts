import { readonly, ref, shallowRef } from 'vue'

/**
 * The answer to what is asked again and again, of which only the latest counts: asking aborts the question before it,
 * and an answer that comes late all the same is dropped.
 */
export function latestAnswer<Answer>() {
  const answer = shallowRef<Answer>()
  const failure = shallowRef<unknown>()
  const pending = ref(false)
  let current: AbortController | undefined

  /** Gives up the question that is open; what was answered before stays. */
  function cancel(): void {
    current?.abort()
    current = undefined
    pending.value = false
  }

  /**
   * Resolves true once the question has been answered or has failed; false where a later one, or `cancel`, came first.
   * It never rejects.
   */
  async function ask(question: (signal: AbortSignal) => Promise<Answer>): Promise<boolean> {
    current?.abort()
    const own = new AbortController()
    current = own
    pending.value = true
    try {
      const given = await question(own.signal)
      if (current !== own) return false
      answer.value = given
      failure.value = undefined
    } catch (error) {
      if (current !== own) return false
      failure.value = error
    }
    current = undefined
    pending.value = false
    return true
  }

  return {
    /** The latest that came in: it stays while the next is awaited, and where that fails. */
    answer,
    /** Why the latest question failed; undefined once another is answered. */
    failure,
    /** Whether a question is open. */
    pending: readonly(pending),
    ask,
    cancel,
    /** Gives up the question that is open, and forgets what was answered. */
    clear(): void {
      cancel()
      answer.value = undefined
      failure.value = undefined
    },
  }
}

export type LatestAnswer<Answer> = ReturnType<typeof latestAnswer<Answer>>
