import { customRef, type Ref, shallowReactive } from 'vue'
import { useStudio } from './studio.ts'

type Json = Parameters<ReturnType<typeof useStudio>['app']['setSetting']>[0]['value']

const known = shallowReactive(new Map<string, unknown>())
const waiting = new Map<string, ReturnType<typeof setTimeout>>()

/** How long a setting rests before it is sent, ms: a panel's width changes at every move of the pointer. */
const REST = 300

/** Reads what the app remembers for windows. Done once before the window is mounted. */
export async function loadSettings(): Promise<void> {
  for (const [name, value] of Object.entries(await useStudio().app.settings())) known.set(name, value)
}

/**
 * A remembered value: shared by all who name it, and kept by the app.
 *
 * @param fallback until a person has chosen
 */
export function useSetting<Value>(name: string, fallback: Value): Ref<Value> {
  return customRef(() => ({
    get: () => (known.get(name) ?? fallback) as Value,
    set(value) {
      known.set(name, value)
      clearTimeout(waiting.get(name))
      waiting.set(
        name,
        setTimeout(() => {
          waiting.delete(name)
          // A size that is not remembered is not worth a message; a lost connection is shown as such.
          useStudio()
            .app.setSetting({ name, value: value as Json })
            .catch(() => {})
        }, REST),
      )
    },
  }))
}
