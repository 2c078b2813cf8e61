import {
  type Component,
  computed,
  onActivated,
  onDeactivated,
  onScopeDispose,
  shallowReactive,
  shallowRef,
} from 'vue'
import { type ViewName, viewNamed } from '../../main/contract/views.ts'

/** Something a person can ask for: by its key, in the palette, or in a menu. */
export interface Command {
  /** Stable name: what the keymap remembers ("library.parse"). */
  readonly id: string
  readonly title: string
  /** The view that it belongs to; it is there in every view where this is absent. */
  readonly view?: ViewName
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

/** The commands of each component, in the order in which they were set up, and whether the component is in sight. */
const registered = shallowReactive(new Map<readonly Command[], boolean>())
/** Those of all views seen so far: their keys can be chosen wherever one is. */
const known = shallowRef<ReadonlyMap<string, Command>>(new Map())

/** Every command that can be asked for just now. */
export const commands = computed(() => [...registered].flatMap(([own, inSight]) => (inSight ? own : [])))

/** Every command that there has been. */
export const knownCommands = computed(() => [...known.value.values()])

/**
 * Registers the commands of a component for as long as it is in sight: not while its view is kept for later. Where two
 * have the same key, the one that was set up later has it.
 */
export function useCommands(own: readonly Command[]): void {
  registered.set(own, true)
  known.value = new Map([...known.value, ...own.map((command) => [command.id, command] as const)])
  onActivated(() => registered.set(own, true))
  onDeactivated(() => registered.set(own, false))
  onScopeDispose(() => registered.delete(own))
}

/** Registers the commands of a view. */
export function useViewCommands(view: ViewName, own: readonly Omit<Command, 'view'>[]): void {
  useCommands(own.map((command) => ({ ...command, view })))
}

/** The command of that id, where it is there. */
export function findCommand(id: string): Command | undefined {
  return commands.value.findLast((command) => command.id === id)
}

export const isEnabled = (command: Command): boolean => command.enabled?.() ?? true

/** The heading under which people find a command. */
export const groupOf = ({ view }: Command): string => (view ? viewNamed(view).title : 'Everywhere')
