import { onScopeDispose, watch } from 'vue'
import { latestAnswer } from '../client/latestAnswer.ts'

/**
 * Keeps the answer to a question up to date. It asks once the question has not changed for `delay` ms, and aborts when the
 * question changes or is cancelled.
 *
 * @param question returns undefined while there is nothing to ask
 * @param delay ms
 */
export function useAsked<Question, Answer>(
  question: () => Question | undefined,
  ask: (question: Question, signal: AbortSignal) => Promise<Answer>,
  delay: number,
) {
  const latest = latestAnswer<Answer>()

  function askAfter(wait: number): void {
    latest.clear()
    const asked = question()
    if (asked === undefined) return
    void latest.ask(async (signal) => {
      await new Promise((resolve) => setTimeout(resolve, wait))
      signal.throwIfAborted()
      return ask(asked, signal)
    })
  }

  // Compares by content: an equal question is the same question.
  watch(
    () => JSON.stringify(question()),
    () => askAfter(delay),
    { immediate: true },
  )
  onScopeDispose(latest.cancel)
  return {
    answer: latest.answer,
    failure: latest.failure,
    /** Whether the question is waiting or being asked. */
    busy: latest.pending,
    /** Aborts the question. */
    cancel: latest.cancel,
    /** Asks the current question at once. */
    again: () => askAfter(0),
  }
}
