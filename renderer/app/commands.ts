import { type Component, computed, onScopeDispose, shallowRef } from 'vue'

/** Something a person can ask for: by its key, in the palette, or in a menu. */
export interface Command {
  /** Stable name: what the keymap remembers ("library.parse"). */
  readonly id: string
  readonly title: string
  /** Where it belongs, as the shortcut sheet groups: "Library". */
  readonly group: string
  readonly icon?: Component
  /** Its key to begin with ("Mod+K", "Space", "?"); people may choose another. */
  readonly key?: string
  /** Whether it can be done just now; always, unless this says otherwise. */
  readonly enabled?: () => boolean
  /** For what is on or off. */
  readonly checked?: () => boolean
  /** Keys only: not worth a row in the palette. */
  readonly hidden?: boolean
  readonly run: () => void
}

const registered = shallowRef<readonly Command[]>([])

/** Every command of the views that are there. */
export const commands = computed(() => registered.value)

/** Registers commands until the component that did so is gone. A later one of the same id comes before. */
export function useCommands(own: readonly Command[]): void {
  registered.value = [...registered.value, ...own]
  onScopeDispose(() => {
    registered.value = registered.value.filter((command) => !own.includes(command))
  })
}

/** The command of that id, where it is there. */
export function findCommand(id: string): Command | undefined {
  return registered.value.findLast((command) => command.id === id)
}

export const isEnabled = (command: Command): boolean => command.enabled?.() ?? true
