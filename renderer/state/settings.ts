import { customRef, type Ref, shallowReactive } from 'vue'
import type { WindowSetting } from '../../main/contract/settings.ts'
import { useStudio } from '../client/studio.ts'

type Json = Parameters<ReturnType<typeof useStudio>['app']['setSetting']>[0]['value']

const known = shallowReactive(new Map<string, unknown>())
/** Settings that have changed and are not sent yet. */
const waiting = new Map<WindowSetting, ReturnType<typeof setTimeout>>()

/** A setting is sent this long after its last change, ms: a panel's width changes at every move of the pointer. */
const SEND_DELAY_MS = 300

/** Reads what the app remembers for windows. Called once, before the window is mounted. */
export async function loadSettings(): Promise<void> {
  for (const [name, value] of Object.entries(await useStudio().app.settings())) known.set(name, value)
}

/**
 * A setting that the app remembers, shared by everything that uses its name.
 *
 * @param fallback its value until a person has chosen one
 */
export function useSetting<Value>(name: WindowSetting, fallback: Value): Ref<Value> {
  return customRef(() => ({
    get: () => (known.get(name) ?? fallback) as Value,
    set(value) {
      known.set(name, value)
      clearTimeout(waiting.get(name))
      waiting.set(
        name,
        setTimeout(() => send(name), SEND_DELAY_MS),
      )
    },
  }))
}

/**
 * Sends waiting settings as soon as the page is hidden, closed or left, because it may not come back. Returns a function
 * that ends this.
 */
export function sendWhenHidden(
  page: EventTarget & Pick<Document, 'visibilityState'> = document,
  window: EventTarget = globalThis,
): () => void {
  const hidden = () => {
    if (page.visibilityState === 'hidden') sendAll()
  }
  page.addEventListener('visibilitychange', hidden)
  window.addEventListener('pagehide', sendAll)
  return () => {
    page.removeEventListener('visibilitychange', hidden)
    window.removeEventListener('pagehide', sendAll)
  }
}

function sendAll(): void {
  for (const name of [...waiting.keys()]) send(name)
}

function send(name: WindowSetting): void {
  clearTimeout(waiting.get(name))
  waiting.delete(name)
  // A setting that is not remembered is not worth a message, and a lost connection has its own.
  useStudio()
    .app.setSetting({ name, value: known.get(name) as Json })
    .catch(() => {})
}
