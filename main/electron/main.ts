// The app in a window of its own. This file is only wiring: decisions are in tested functions of their own.
import { inspect } from 'node:util'
import { app, type BrowserWindow, dialog, Menu, session } from 'electron'
import { say } from '../base/output.ts'
import { refusalOf } from '../base/refusal.ts'
import { openPaths } from '../shells/openPaths.ts'
import { openSite } from '../shells/site.ts'
import { type RunningStudio, startStudio } from '../shells/startStudio.ts'
import { pathsGiven } from './arguments.ts'
import { channels } from './channels.ts'
import { serveContract } from './contractPort.ts'
import { serveDialogs } from './dialogs.ts'
import { menuTemplate } from './menu.ts'
import { optionsFrom } from './options.ts'
import { registerScheme, setUpSession } from './session.ts'
import { spawnUtility } from './spawnUtility.ts'
import { keepToPolicies, openOutside, openWindow } from './window.ts'

const argv = process.argv.slice(app.isPackaged ? 1 : 2)
const { workspace, engine } = optionsFrom(argv)
let window: BrowserWindow | undefined
let studio: RunningStudio | undefined
let closing = false
let isOpen = false
/** Paths that the app was asked to open before it had a window. */
const early: string[] = pathsGiven(argv, process.cwd())

app.enableSandbox()
registerScheme()
keepToPolicies()

if (!app.requestSingleInstanceLock({ paths: early })) app.quit()
else {
  app.on('second-instance', (_event, _argv, _cwd, data) => {
    if (window?.isMinimized()) window.restore()
    window?.focus()
    const { paths } = data as { paths: string[] }
    openOrQueue(paths)
  })
  app.on('open-file', (event, path) => {
    event.preventDefault()
    openOrQueue([path])
  })
  app.on('window-all-closed', () => app.quit())
  // Not 'before-quit': windows still send their settings while they close.
  app.on('will-quit', (event) => {
    if (!studio || closing) return
    // Quitting waits until a training run has written its checkpoint.
    event.preventDefault()
    closing = true
    void studio.close().finally(() => app.quit())
  })
  process.on('SIGINT', () => app.quit()).on('SIGTERM', () => app.quit())
  // Not awaited: Electron is ready only once this module has been evaluated.
  void app.whenReady().then(start).catch(fail)
}

function fail(error: unknown): void {
  const refusal = refusalOf(error)
  const text = refusal ? `${refusal.message}\n${refusal.hint}` : inspect(error)
  dialog.showErrorBox('RNP Studio cannot start', text)
  app.exit(1)
}

async function start(): Promise<void> {
  studio = await startStudio({ kind: 'electron', spawn: spawnUtility, workspace, engine })
  setUpSession(session.defaultSession, await openSite(studio.media))
  serveContract(studio.router)
  serveDialogs(() => window)
  const command = (name: string) => window?.webContents.send(channels.command, name)
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform, { command, openOutside })))
  window = await openWindow()
  window.on('closed', () => {
    window = undefined
  })
  isOpen = true
  openOrQueue(early)
}

/** Opens paths at once, or as soon as there is a window. */
function openOrQueue(paths: readonly string[]): void {
  if (!studio || !isOpen) early.push(...paths)
  else void openPaths(studio.client, paths).catch((error) => say(inspect(error)))
}
