import type { WebPreferences } from 'electron'

/** The window's page has no more rights than one of the web: all it can do beside goes through the preload script. */
export const webPreferences = {
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
  spellcheck: false,
  // A run is watched from the corner of an eye.
  backgroundThrottling: false,
} as const satisfies WebPreferences
