import { shallowRef } from 'vue'

/** The dialogs that belong to no view; at most one is open. */
export type DialogName = 'palette' | 'keys' | 'browse' | 'skipped' | 'starters'

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
