import { setImmediate as turn } from 'node:timers/promises'
import { createPinia, disposePinia, setActivePinia } from 'pinia'
import { onTestFinished, vi } from 'vitest'
import { followEvents } from '../client/events.ts'
import { provideConnection } from '../client/studio.ts'
import { openTestApp } from '../client/testApp.testing.ts'

/** Opens the app and stores that follow its events, until the test ends. Timers are fake. */
export async function openTestWindow(): ReturnType<typeof openTestApp> {
  const app = await openTestApp()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const pinia = createPinia()
  setActivePinia(pinia)
  provideConnection(app.connection)
  const leave = followEvents(app.connection)
  onTestFinished(() => {
    leave()
    disposePinia(pinia)
    vi.useRealTimers()
  })
  return app
}

/** How long the app may take, even on a busy computer, ms of real time. */
const PATIENCE_MS = 4000

/** Advances the window's timers until `check` no longer throws. Throws its error after PATIENCE_MS of real time. */
export async function eventually(check: () => void): Promise<void> {
  const end = performance.now() + PATIENCE_MS
  for (;;) {
    await vi.advanceTimersByTimeAsync(50)
    await turn()
    try {
      return check()
    } catch (error) {
      if (performance.now() > end) throw error
    }
  }
}
