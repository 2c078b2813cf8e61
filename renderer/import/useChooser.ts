import { isPictureName } from '../../main/contract/fileNames.ts'
import { browse } from './choose.ts'
import { filesOfInput } from './dropped.ts'
import { useImport } from './useImport.ts'

/** Lets a person choose pictures, and adds them to the library. */
export function useChooser() {
  const { takePaths, takeFiles } = useImport()

  /** Opens a native dialog or, in a browser, our own. */
  async function chooseAndImport(kind: 'folder' | 'files'): Promise<void> {
    const bridge = window.studioBridge
    if (!bridge) return importFromComputer()
    await takePaths(await (kind === 'folder' ? bridge.chooseFolder() : bridge.chooseFiles()))
  }

  /** Lets a person choose a folder or file of the app's computer, or some of the browser's, and imports it. */
  async function importFromComputer(): Promise<void> {
    const path = await browse({ title: 'Add pictures', files: true, upload: uploadChosen })
    if (path !== undefined) await takePaths([path])
  }

  /** Lets a person choose files or a folder in the browser's own dialog, and uploads them. */
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
