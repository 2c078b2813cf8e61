import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { app, BrowserWindow, screen, shell } from 'electron'
import { ORIGIN } from './origin.ts'
import { mayNavigate, mayOpenOutside } from './policies.ts'
import { webPreferences } from './webPreferences.ts'
import { MIN_SIZE, placeWindow, readWindowState, saveWindowState } from './windowState.ts'

const preload = fileURLToPath(new URL('preload.cjs', import.meta.url))

/** Opens the window where it was last, and shows it once its page is painted. */
export async function openWindow(): Promise<BrowserWindow> {
  const file = join(app.getPath('userData'), 'window.json')
  const primary = screen.getPrimaryDisplay()
  const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id)
  const areas = [primary, ...others].map(({ workArea }) => workArea)
  const { bounds, maximized } = placeWindow(await readWindowState(file), areas)
  const window = new BrowserWindow({
    ...bounds,
    minWidth: MIN_SIZE.width,
    minHeight: MIN_SIZE.height,
    show: false,
    title: 'RNP Studio',
    webPreferences: { ...webPreferences, preload },
  })
  if (maximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.on('close', () => {
    const state = { ...window.getNormalBounds(), maximized: window.isMaximized() }
    // If its place cannot be saved, it closes all the same.
    saveWindowState(file, state).catch(() => {})
  })
  await window.loadURL(`${ORIGIN}/`)
  return window
}

/** Opens an address in the person's browser where the policy allows it. */
export function openOutside(address: string): void {
  if (mayOpenOutside(address)) void shell.openExternal(address)
}

/** Enforces the policies on every page, whatever opened it. */
export function keepToPolicies(): void {
  app.on('web-contents-created', (_, contents) => {
    contents.on('will-navigate', (event) => {
      if (!mayNavigate(event.url)) event.preventDefault()
    })
    contents.on('will-redirect', (event) => {
      if (!mayNavigate(event.url)) event.preventDefault()
    })
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.setWindowOpenHandler(({ url }) => {
      openOutside(url)
      return { action: 'deny' }
    })
  })
}
