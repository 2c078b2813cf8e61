import { isPictureName } from '../../main/contract/fileNames.ts'
import { appDialog } from '../state/dialogs.ts'
import { browse } from './choose.ts'
import { filesOfInput } from './dropped.ts'
import { useImport } from './useImport.ts'

/** Lets a person choose pictures, and brings them into the library. */
export function useChooser() {
  const { takePaths, takeFiles } = useImport()

  /** By a native dialog, or, in a browser, by a dialog that asks from where. */
  async function chooseAndImport(kind: 'folder' | 'files'): Promise<void> {
    const bridge = window.studioBridge
    if (!bridge) return appDialog.open('import')
    await takePaths(await (kind === 'folder' ? bridge.chooseFolder() : bridge.chooseFiles()))
  }

  /** Chooses a folder or a file of the computer that runs the app, and reads it in. */
  async function importFromComputer(): Promise<void> {
    const path = await browse('Add pictures of this computer', true)
    if (path !== undefined) await takePaths([path])
  }

  /** Sends a folder or files that the browser's own dialog gives. */
  function uploadChosen(kind: 'folder' | 'files'): void {
    const input = document.createElement('input')
    input.type = 'file'
    input.multiple = true
    input.webkitdirectory = kind === 'folder'
    input.addEventListener('change', () => {
      const files = filesOfInput(input.files ?? [])
      if (files.length > 0) void takeFiles(files, files.length === 1 && isPictureName(files[0].path))
    })
    input.click()
  }

  return { chooseAndImport, importFromComputer, uploadChosen }
}
