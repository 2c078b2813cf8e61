import { shallowRef } from 'vue'
import { appDialog } from '../state/dialogs.ts'

/** What the dialog that browses the app's computer was opened for. */
interface Browsing {
  readonly title: string
  readonly files: boolean
  /** The folder where it begins, if that exists. */
  readonly near?: string
  /** Lets the person choose in the browser's own dialog instead, where that is offered. */
  readonly upload?: (kind: 'folder' | 'files') => void
  readonly done: (path: string | undefined) => void
}

export const browsing = shallowRef<Browsing>()

/** Lets a person choose a folder, or with `files` also a file, of the app's computer, in our own dialog. Undefined if cancelled. */
export async function browse(asked: Omit<Browsing, 'done'>): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>()
  browsing.value = { ...asked, done: resolve }
  appDialog.open('browse')
  return promise
}

/**
 * Lets a person choose a folder of the app's computer, in a native dialog if there is one. Undefined if cancelled.
 *
 * @param title of our own dialog; a native one has its own
 * @param near the folder where our own dialog begins
 */
export async function chooseFolder(title: string, near?: string): Promise<string | undefined> {
  if (window.studioBridge) return (await window.studioBridge.chooseFolder())[0]
  return browse({ title, files: false, near })
}
