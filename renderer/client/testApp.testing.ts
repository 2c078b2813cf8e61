import { onTestFinished, vi } from 'vitest'
import { ref } from 'vue'
import type { TestApp, TestApps } from '../../main/services/testApp.types.testing.ts'
import type { Connection } from './connection.ts'

// By its types alone: the window is checked with those of a page, which the app's own code does not compile with.
export const { testApps } = await vi.importActual<{ testApps: TestApps }>(
  '../../main/services/testApp.testing.ts',
)

/**
 * Opens the app itself, behind its contract and its routes, in a workspace of its own and without its processes: what
 * stores of the window are tested on. Until the running test is over `fetch` goes there.
 */
export async function openTestApp(): Promise<TestApp & { readonly connection: Connection }> {
  const app = await testApps.openTestApp()
  vi.stubGlobal('fetch', vi.fn(app.fetch))
  onTestFinished(() => void vi.unstubAllGlobals())
  return {
    ...app,
    connection: {
      studio: app.studio,
      state: ref('open'),
      onOpen(handler) {
        handler()
        return () => {}
      },
    },
  }
}
