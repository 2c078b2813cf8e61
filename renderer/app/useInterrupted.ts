import { computed } from 'vue'
import { useRouter } from 'vue-router'
import { useStudio } from '../client/studio.ts'
import { useRuns } from '../state/runs.ts'
import { useSetting } from '../state/settings.ts'
import { attempt } from '../state/toasts.ts'

/** A run that was interrupted, told of in every view until it is resumed or a person has taken note of it. */
export function useInterrupted() {
  const studio = useStudio()
  const runs = useRuns()
  const router = useRouter()
  /** Interruptions that were taken note of: each is one of a run at a step. */
  const noted = useSetting<readonly string[]>('runs.interruptions', [])

  const interruptions = computed(() =>
    runs.list
      .filter(({ state }) => state === 'interrupted')
      .map((run) => ({ run, name: `${run.id}@${run.step}` })),
  )
  /** The newest of them; the Train view says so itself. */
  const run = computed(() =>
    router.currentRoute.value.name === 'train'
      ? undefined
      : interruptions.value.find(({ name }) => !noted.value.includes(name))?.run,
  )

  function dismiss(): void {
    noted.value = interruptions.value.map(({ name }) => name)
  }

  async function resume(): Promise<void> {
    if (!run.value) return
    const { id } = run.value
    await router.push({ name: 'train', params: { run: id } })
    await attempt(studio.runs.resume({ id }))
  }

  return { run, resume, dismiss }
}
