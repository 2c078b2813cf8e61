import { computed } from 'vue'
import { useApp } from './app.ts'

/** Where a file lies, as people are told. */
export interface FilePlace {
  readonly text: string
  /** It came from a browser, and lies in the workspace: where exactly tells nobody anything. */
  readonly sent: boolean
}

const UPLOAD = /^[\\/]uploads[\\/][\w-]+[\\/]/

/** @param path of a file or folder, or an address that begins with one; as `source` of a picture */
export function placeOf(path: string, workspace: string | undefined): FilePlace {
  if (workspace && path.startsWith(workspace)) {
    const within = path.slice(workspace.length)
    const text = within.replace(UPLOAD, '')
    if (text !== within) return { text, sent: true }
  }
  return { text: path, sent: false }
}

/** The same in the workspace that is open. */
export function useFilePlace(path: () => string) {
  const app = useApp()
  return computed(() => placeOf(path(), app.state?.workspace.folder))
}
