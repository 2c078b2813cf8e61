import { readonly, ref, shallowRef } from 'vue'

/**
 * The answer to the latest of several questions. Asking aborts the previous question, and its answer is dropped if it
 * arrives all the same.
 */
export function latestAnswer<Answer>() {
  const answer = shallowRef<Answer>()
  const failure = shallowRef<unknown>()
  const pending = ref(false)
  let current: AbortController | undefined

  /** Aborts the open question; the last answer stays. */
  function cancel(): void {
    current?.abort()
    current = undefined
    pending.value = false
  }

  /**
   * Resolves to true once the question is answered or has failed, to false if a later one or `cancel` came first. Never
   * rejects.
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
    /** The last answer. It stays while the next question is open, and if that fails. */
    answer,
    /** Why the latest question failed; undefined once a later one is answered. */
    failure,
    /** Whether a question is open. */
    pending: readonly(pending),
    ask,
    cancel,
    /** Aborts the open question and forgets the last answer. */
    clear(): void {
      cancel()
      answer.value = undefined
      failure.value = undefined
    },
  }
}

export type LatestAnswer<Answer> = ReturnType<typeof latestAnswer<Answer>>
