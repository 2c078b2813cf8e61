import { computed } from 'vue'
import { useRouter } from 'vue-router'
import { useStudio } from '../client/studio.ts'
import { useRuns } from '../state/runs.ts'
import { useSetting } from '../state/settings.ts'
import { attempt } from '../state/toasts.ts'

/** The newest interrupted run, to be reported in every view until it is resumed or a person dismisses the message. */
export function useInterrupted() {
  const studio = useStudio()
  const runs = useRuns()
  const router = useRouter()
  /** Dismissed interruptions, each named by its run and step. */
  const dismissed = useSetting<readonly string[]>('runs.interruptions', [])

  const interruptions = computed(() =>
    runs.list
      .filter(({ state }) => state === 'interrupted')
      .map((run) => ({ run, name: `${run.id}@${run.step}` })),
  )
  /** The newest one that is not dismissed; none in the Train view, which shows the states of runs itself. */
  const run = computed(() =>
    router.currentRoute.value.name === 'train'
      ? undefined
      : interruptions.value.find(({ name }) => !dismissed.value.includes(name))?.run,
  )

  function dismiss(): void {
    dismissed.value = interruptions.value.map(({ name }) => name)
  }

  async function resume(): Promise<void> {
    if (!run.value) return
    const { id } = run.value
    await router.push({ name: 'train', params: { run: id } })
    await attempt(studio.runs.resume({ id }))
  }

  return { run, resume, dismiss }
}
