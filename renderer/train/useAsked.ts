import { onScopeDispose, ref, shallowRef, watch } from 'vue'

/**
 * An answer that follows a question: asked anew when the question has rested for a while, given up when it changes or
 * is cancelled.
 *
 * @param question undefined where there is nothing to ask
 * @param rest ms
 */
export function useAsked<Question, Answer>(
  question: () => Question | undefined,
  ask: (question: Question, signal: AbortSignal) => Promise<Answer>,
  rest: number,
) {
  const answer = shallowRef<Answer>()
  const failure = shallowRef<unknown>()
  const busy = ref(false)
  let under: AbortController | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  /** Gives up what is being asked. */
  function cancel(): void {
    clearTimeout(timer)
    under?.abort()
    under = undefined
    busy.value = false
  }

  async function run(asked: Question): Promise<void> {
    const own = new AbortController()
    under = own
    try {
      const given = await ask(asked, own.signal)
      if (under === own) answer.value = given
    } catch (error) {
      if (under === own) failure.value = error
    }
    if (under === own) cancel()
  }

  /** Asks again what is the question now, at once. */
  function again(after = 0): void {
    cancel()
    answer.value = undefined
    failure.value = undefined
    const asked = question()
    if (asked === undefined) return
    busy.value = true
    timer = setTimeout(() => void run(asked), after)
  }

  // By content: a question made anew of the same parts is the same question.
  watch(
    () => JSON.stringify(question()),
    () => again(rest),
    { immediate: true },
  )
  onScopeDispose(cancel)
  return { answer, failure, busy, cancel, again: () => again() }
}
