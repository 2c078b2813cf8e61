import { useIntervalFn } from '@vueuse/core'
import { computed, ref, watch } from 'vue'
import { useSetting } from '../state/settings.ts'
import { useParse } from './parseStore.ts'
import { partStep } from './scrub.ts'

export const SPEEDS = [1, 2, 4, 8] as const

/** Runs the program of the shown parse step by step: by hand, or automatically at `speed` glimpses per second. */
export function usePlay() {
  const store = useParse()
  const speed = useSetting('parse.speed', 4)
  const playing = ref(false)
  const interval = computed(() => 1000 / speed.value)

  const timer = useIntervalFn(
    () => {
      store.runTo(store.step + 1)
      if (store.step >= store.steps) stop()
    },
    interval,
    { immediate: false },
  )

  function stop(): void {
    playing.value = false
    timer.pause()
  }

  function play(): void {
    if (store.step >= store.steps) store.runTo(0)
    playing.value = true
    timer.resume()
  }

  /** Goes to a step and stops there. */
  function go(step: number): void {
    stop()
    store.runTo(Math.min(Math.max(step, 0), store.steps))
  }

  // useIntervalFn starts by itself when its interval changes.
  watch(interval, () => {
    if (!playing.value) timer.pause()
  })
  watch(() => store.shown, stop)

  return {
    speed,
    playing,
    stop,
    toggle: () => (playing.value ? stop() : play()),
    go,
    by: (steps: 1 | -1) => go(store.step + steps),
    byPart: (direction: 1 | -1) => {
      if (store.view) go(partStep(store.view, store.step, direction))
    },
  }
}
