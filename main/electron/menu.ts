import type { MenuItemConstructorOptions } from 'electron'
import type { MenuCommand } from '../contract/bridge.ts'
import { views } from '../contract/views.ts'

export interface MenuActions {
  /** Has the window carry out a command. */
  command(command: MenuCommand): void
  openOutside(address: string): void
}

const PAPER = 'https://arxiv.org/abs/2206.08462'

/**
 * The native menu. It shows the default keys of the window's keymap but does not register them, because they can be
 * changed in the window; standard keys (copy, quit) are the system's.
 */
export function menuTemplate(platform: NodeJS.Platform, actions: MenuActions): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin'
  const item = (label: string, command: MenuCommand, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    accelerator,
    registerAccelerator: false,
    click: () => actions.command(command),
  })
  const line: MenuItemConstructorOptions = { type: 'separator' }
  return [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        item('Import Folder…', 'app.folder', 'CmdOrCtrl+O'),
        item('Import Files…', 'app.files', 'CmdOrCtrl+Shift+O'),
        line,
        isMac ? { role: 'close' } : { role: 'quit' },
      ],
    },
    {
      label: '&Edit',
      submenu: [
        item('Undo', 'app.undo', 'CmdOrCtrl+Z'),
        item('Redo', 'app.redo', 'CmdOrCtrl+Shift+Z'),
        line,
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
      ],
    },
    {
      label: '&View',
      submenu: [
        ...views.map(({ name, title, key }) => item(title, `view.${name}`, acceleratorOf(key))),
        line,
        item('Switch Theme', 'app.theme'),
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        line,
        { role: 'togglefullscreen' },
      ],
    },
    ...(isMac ? [{ role: 'windowMenu' } as const] : []),
    {
      label: '&Help',
      role: 'help',
      submenu: [
        item('Keyboard Shortcuts', 'app.keys'),
        { label: 'The Paper', click: () => actions.openOutside(PAPER) },
        ...(isMac ? [] : [line, { role: 'about' } as const]),
      ],
    },
  ]
}

/** A key of the keymap ("Mod+1") as Electron writes it. */
const acceleratorOf = (key: string) => key.replace('Mod', 'CmdOrCtrl')
