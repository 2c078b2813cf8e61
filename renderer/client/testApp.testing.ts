import { onTestFinished, vi } from 'vitest'
import { ref } from 'vue'
import type { TestApp, TestApps } from '../../main/services/testApp.types.testing.ts'
import type { Connection } from './connection.ts'

// Imported without its types: the renderer is checked with those of a web page, with which the app's code does not compile.
export const { testApps } = await vi.importActual<{ testApps: TestApps }>(
  '../../main/services/testApp.testing.ts',
)

/**
 * Opens the app itself, behind its contract and its routes, in a workspace of its own and without its child processes, for
 * tests of stores. Until the test ends, `fetch` goes to it.
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
