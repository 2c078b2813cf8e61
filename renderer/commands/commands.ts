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

/** An action that a person can start: by its key, in the palette, or in a menu. */
export interface Command {
  /** Stable name, by which chosen keys are remembered: "library.parse". */
  readonly id: string
  readonly title: string
  /** The view that it belongs to; if absent, it is available in every view. */
  readonly view?: ViewName
  readonly icon?: Component
  /** Its default key ("Mod+K", "Space", "?"); people may choose another. */
  readonly key?: string
  /** Whether it is available now; if absent, always. */
  readonly enabled?: () => boolean
  /** For a setting: whether it is on, or chosen. */
  readonly checked?: () => boolean
  /** Only has a key, and no row in the palette. */
  readonly hidden?: boolean
  readonly run: () => void
}

/** The commands of each component, in the order of their registration, and whether the component is in sight. */
const registered = shallowReactive(new Map<readonly Command[], boolean>())
/** The commands of all views seen so far, by id. Their keys can be chosen in any view. */
const known = shallowRef<ReadonlyMap<string, Command>>(new Map())

/** The commands of the components in sight. */
export const commands = computed(() => [...registered].flatMap(([own, inSight]) => (inSight ? own : [])))

/** Every command registered so far. */
export const knownCommands = computed(() => [...known.value.values()])

/**
 * Registers the commands of a component while it is in sight, not while its view is kept alive in the background. If two
 * commands have the same key, the one registered later gets it.
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

/** The command of that id, if its component is in sight. */
export function findCommand(id: string): Command | undefined {
  return commands.value.findLast((command) => command.id === id)
}

export const isEnabled = (command: Command): boolean => command.enabled?.() ?? true

/** The heading of a command in the list of keyboard shortcuts. */
export const groupOf = ({ view }: Command): string => (view ? viewNamed(view).title : 'Everywhere')
