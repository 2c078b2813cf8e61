import { type BrowserWindow, dialog, ipcMain, type OpenDialogOptions } from 'electron'
import { channels } from './channels.ts'
import { isOurPage } from './contractPort.ts'

const DIALOGS: Readonly<Record<string, OpenDialogOptions>> = {
  [channels.chooseFolder]: { title: 'Choose folders', properties: ['openDirectory', 'multiSelections'] },
  [channels.chooseFiles]: { title: 'Import files', properties: ['openFile', 'multiSelections'] },
}

/** Opens native dialogs for the window, by channel; a sender other than our page receives an empty list. */
export function serveDialogs(window: () => BrowserWindow | undefined): void {
  for (const [channel, options] of Object.entries(DIALOGS)) {
    ipcMain.handle(channel, async (event) => {
      const parent = window()
      if (!parent || !isOurPage(event.senderFrame)) return []
      const { filePaths } = await dialog.showOpenDialog(parent, options)
      return filePaths
    })
  }
}
