import { shallowRef } from 'vue'
import { appDialog } from '../state/dialogs.ts'
import { filesOfInput, isPicture } from './dropped.ts'
import { takeFiles, takePaths } from './importPictures.ts'

/** What the dialog that browses the app's computer is open for. */
export const browsing = shallowRef<{
  readonly title: string
  readonly files: boolean
  /** Where it begins, if that is there. */
  readonly near?: string
  readonly done: (path: string | undefined) => void
}>()

/** A folder, or a file where `files`, of the computer that runs the app: by its dialog, or ours in a browser. */
async function browse(title: string, files: boolean, near?: string): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>()
  browsing.value = { title, files, near, done: resolve }
  appDialog.open('browse')
  return promise
}

/**
 * Lets a person choose a folder of the computer that runs the app; undefined where it was cancelled.
 *
 * @param near a folder that it is likely to be in
 */
export async function chooseFolder(title: string, near?: string): Promise<string | undefined> {
  if (window.studioBridge) return (await window.studioBridge.chooseFolder())[0]
  return browse(title, false, near)
}

/** Lets a person choose pictures and reads them in: a native dialog, or, in a browser, a dialog that asks from where. */
export async function chooseAndImport(kind: 'folder' | 'files'): Promise<void> {
  const bridge = window.studioBridge
  if (!bridge) return appDialog.open('import')
  await takePaths(await (kind === 'folder' ? bridge.chooseFolder() : bridge.chooseFiles()))
}

/** Chooses a folder or a file of the computer that runs the app, and reads it in. */
export async function importFromComputer(): Promise<void> {
  const path = await browse('Add pictures of this computer', true)
  if (path !== undefined) await takePaths([path])
}

/** Sends a folder or files that the browser's own dialog gives. */
export function uploadChosen(kind: 'folder' | 'files'): void {
  const input = document.createElement('input')
  input.type = 'file'
  input.multiple = true
  input.webkitdirectory = kind === 'folder'
  input.addEventListener('change', () => {
    const files = filesOfInput(input.files ?? [])
    if (files.length > 0) void takeFiles(files, files.length === 1 && isPicture(files[0].path))
  })
  input.click()
}
