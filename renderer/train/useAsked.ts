import { onScopeDispose, watch } from 'vue'
import { latestAnswer } from '../client/latestAnswer.ts'

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

  // By content: a question made anew of the same parts is the same question.
  watch(
    () => JSON.stringify(question()),
    () => askAfter(rest),
    { immediate: true },
  )
  onScopeDispose(latest.cancel)
  return {
    answer: latest.answer,
    failure: latest.failure,
    /** Whether the question rests, or is being asked. */
    busy: latest.pending,
    /** Gives up what is being asked. */
    cancel: latest.cancel,
    /** Asks what is the question now, at once. */
    again: () => askAfter(0),
  }
}
