import type { WebPreferences } from 'electron'
import { expect, it } from 'vitest'
import { webPreferences } from './webPreferences.ts'

/** Electron's security checklist, as far as it is about web preferences. */
const REQUIRED = {
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  navigateOnDragDrop: false,
} as const satisfies WebPreferences

it.each(Object.entries(REQUIRED))("the window's page has %s: %s", (name, value) => {
  expect(webPreferences[name as keyof typeof REQUIRED]).toBe(value)
})

it("the window's page has no preference that weakens it otherwise", () => {
  const others: (keyof WebPreferences)[] = [
    'enableBlinkFeatures',
    'disableBlinkFeatures',
    'additionalArguments',
  ]
  for (const name of others) expect(name in webPreferences).toBe(false)
})
