import { computed } from 'vue'
import { useApp } from './app.ts'

/** Where a file lies, for people. */
export interface FilePlace {
  readonly text: string
  /** It was uploaded by a browser into the workspace, where its exact path means nothing to people. */
  readonly sent: boolean
}

const UPLOAD = /^[\\/]uploads[\\/][\w-]+[\\/]/

/** @param path a path, or an address that begins with one, such as the `source` of a picture */
export function placeOf(path: string, workspace: string | undefined): FilePlace {
  if (workspace && path.startsWith(workspace)) {
    const within = path.slice(workspace.length)
    const text = within.replace(UPLOAD, '')
    if (text !== within) return { text, sent: true }
  }
  return { text: path, sent: false }
}

/** `placeOf` for the open workspace. */
export function useFilePlace(path: () => string) {
  const app = useApp()
  return computed(() => placeOf(path(), app.state?.workspace.folder))
}
