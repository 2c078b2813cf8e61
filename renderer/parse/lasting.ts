import { type Ref, ref, watch } from 'vue'

/** Whether something has been so for a while: what is over sooner is not worth a word. @param ms how long */
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
