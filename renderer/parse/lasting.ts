import { type Ref, ref, watch } from 'vue'

/** Whether a condition has held without a break for `ms` milliseconds. */
export function lasting(source: () => boolean, ms: number): Readonly<Ref<boolean>> {
  const lasts = ref(false)
  watch(
    source,
    (on, _, onCleanup) => {
      lasts.value = false
      if (!on) return
      const timer = setTimeout(() => {
        lasts.value = true
      }, ms)
      onCleanup(() => clearTimeout(timer))
    },
    { flush: 'sync', immediate: true },
  )
  return lasts
}
