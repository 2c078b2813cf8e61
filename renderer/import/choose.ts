import { shallowRef } from 'vue'
import { appDialog } from '../state/dialogs.ts'

/** What the dialog that browses the app's computer is open for. */
export const browsing = shallowRef<{
  readonly title: string
  readonly files: boolean
  /** Where it begins, if that is there. */
  readonly near?: string
  readonly done: (path: string | undefined) => void
}>()

/** A folder, or a file where `files`, of the computer that runs the app: by its dialog, or ours in a browser. */
export async function browse(title: string, files: boolean, near?: string): Promise<string | undefined> {
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
