import { type BrowserWindow, dialog, ipcMain, type OpenDialogOptions } from 'electron'
import { channels } from './channels.ts'
import { isOurPage } from './contractPort.ts'

const OF_CHANNEL: Readonly<Record<string, OpenDialogOptions>> = {
  [channels.chooseFolder]: { title: 'Import folders', properties: ['openDirectory', 'multiSelections'] },
  [channels.chooseFiles]: { title: 'Import files', properties: ['openFile', 'multiSelections'] },
}

/** Opens the system's dialogs for the window; what is not our page gets nothing. */
export function serveDialogs(window: () => BrowserWindow | undefined): void {
  for (const [channel, options] of Object.entries(OF_CHANNEL)) {
    ipcMain.handle(channel, async (event) => {
      const parent = window()
      if (!parent || !isOurPage(event.senderFrame)) return []
      const { filePaths } = await dialog.showOpenDialog(parent, options)
      return filePaths
    })
  }
}
