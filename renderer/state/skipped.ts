import { shallowRef } from 'vue'
import { appDialog } from './dialogs.ts'

/** The job or the set whose skipped files the dialog lists. */
export const skippedOf = shallowRef<{ readonly id?: number; readonly setId?: number }>({})

/** Opens the dialog that lists skipped files, and why they were skipped. */
export function showSkipped(of: { readonly id?: number; readonly setId?: number }): void {
  skippedOf.value = of
  appDialog.open('skipped')
}
