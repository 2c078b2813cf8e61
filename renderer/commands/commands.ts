import { type Component, computed, onActivated, onDeactivated, onScopeDispose, shallowRef } from 'vue'

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

/** Those of the view that is there, and of the window. */
const active = shallowRef<readonly Command[]>([])
/** Those of all views seen so far: their keys can be chosen wherever one is. */
const known = shallowRef<ReadonlyMap<string, Command>>(new Map())

/** Every command that can be asked for just now. */
export const commands = computed(() => active.value)

/** Every command that there has been. */
export const knownCommands = computed(() => [...known.value.values()])

/**
 * Registers the commands of a component for as long as it is there: not while its view is kept for later. Where two
 * have the same key, the one that came later has it.
 */
export function useCommands(own: readonly Command[]): void {
  const remove = () => {
    active.value = active.value.filter((command) => !own.includes(command))
  }
  const add = () => {
    remove()
    active.value = [...active.value, ...own]
    known.value = new Map([...known.value, ...own.map((command) => [command.id, command] as const)])
  }
  add()
  onActivated(add)
  onDeactivated(remove)
  onScopeDispose(remove)
}

/** The command of that id, where it is there. */
export function findCommand(id: string): Command | undefined {
  return active.value.findLast((command) => command.id === id)
}

export const isEnabled = (command: Command): boolean => command.enabled?.() ?? true
