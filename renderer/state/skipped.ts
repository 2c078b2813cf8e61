import { shallowRef } from 'vue'
import { appDialog } from './dialogs.ts'

/** Whose files passed over the dialog lists: a job's, or a set's. */
export const skippedOf = shallowRef<{ readonly id?: number; readonly setId?: number }>({})

/** Lists the files that were passed over, and why. */
export function showSkipped(of: { readonly id?: number; readonly setId?: number }): void {
  skippedOf.value = of
  appDialog.open('skipped')
}
