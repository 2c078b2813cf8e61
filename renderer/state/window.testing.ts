import { setImmediate as turn } from 'node:timers/promises'
import { createPinia, disposePinia, setActivePinia } from 'pinia'
import { onTestFinished, vi } from 'vitest'
import { followEvents } from '../client/events.ts'
import { provideConnection } from '../client/studio.ts'
import { openTestApp } from '../client/testApp.testing.ts'

/** A window on the app, with new stores that follow its events, until the running test is over. Its timers are fake. */
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

/** What the app does in between may take a while on a busy machine, ms. */
const PATIENCE = 4000

/** Lets time of the window go by until `check` no longer throws; throws what it does at last where it never stops. */
export async function eventually(check: () => void): Promise<void> {
  const end = performance.now() + PATIENCE
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
