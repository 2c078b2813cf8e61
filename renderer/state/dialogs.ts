import { shallowRef } from 'vue'

/** The window's own dialogs: one at most is open. */
export type DialogName = 'palette' | 'keys' | 'browse' | 'import' | 'skipped' | 'starters'

const current = shallowRef<DialogName>()

export const appDialog = {
  current,
  open(name: DialogName): void {
    current.value = name
  },
  close(): void {
    current.value = undefined
  },
}
