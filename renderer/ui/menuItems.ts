import type { Component } from 'vue'

/** A row of a menu; a line between groups is `null`. */
export interface MenuItem {
  readonly title: string
  readonly icon?: Component
  readonly keys?: string
  readonly disabled?: boolean
  /** Why it is disabled, in a few words: shown in place of its key. */
  readonly reason?: string
  /** For what is chosen or not. */
  readonly checked?: boolean
  readonly run: () => void
}

export type MenuItems = readonly (MenuItem | null)[]
