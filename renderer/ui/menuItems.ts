import type { Component } from 'vue'

/** An item of a menu. */
export interface MenuItem {
  readonly title: string
  readonly icon?: Component
  readonly keys?: string
  readonly disabled?: boolean
  /** Why it is disabled, in a few words, shown in place of its key. */
  readonly reason?: string
  /** For a setting: whether it is on, or chosen. */
  readonly checked?: boolean
  readonly run: () => void
}

/** The items of a menu; `null` is a line between groups. */
export type MenuItems = readonly (MenuItem | null)[]
