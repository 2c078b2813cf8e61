/** What both sides know about a view: the window, its native menu and the settings. */
export interface ViewInfo {
  /** Its identity: in addresses, in the names of settings, and before the ids of its commands. */
  readonly name: string
  readonly title: string
  /** The default key that goes there, in the keymap's notation. */
  readonly key: string
  /** Titles of the panels beside it, if it has any. */
  readonly panes?: { readonly left?: string; readonly right?: string }
}

/**
 * The views of the window, in the order of their tabs. Tabs, native menu, commands, keys and settings derive from these;
 * renderer/app/views.ts says what shows each of them.
 */
export const views = [
  { name: 'library', title: 'Library', key: 'Mod+1', panes: { left: 'Filter', right: 'Selection' } },
  { name: 'train', title: 'Train', key: 'Mod+2', panes: { left: 'Runs', right: 'Run details' } },
  { name: 'parse', title: 'Parse', key: 'Mod+3', panes: { left: 'Film strip', right: 'Program tree' } },
] as const satisfies readonly ViewInfo[]

export type ViewName = (typeof views)[number]['name']

export function viewNamed(name: ViewName): ViewInfo {
  return views.find((view) => view.name === name)!
}
