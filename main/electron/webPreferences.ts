import type { WebPreferences } from 'electron'

/** The window's page has no more rights than a web page; everything else goes through the preload script. */
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
  // The charts of a run go on while another window is in front.
  backgroundThrottling: false,
} as const satisfies WebPreferences
