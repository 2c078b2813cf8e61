import { views } from './views.ts'

/**
 * What Electron's preload script adds to the contract, as `window.studioBridge`; a browser has none. Each call of
 * `connect` sends the window a `message` event from its own origin, with CONTRACT_PORT as its data and the port of the
 * contract as its only port.
 */
export interface StudioBridge {
  /** Asks for a new connection to the contract. */
  connect(): void
  /** The paths of dropped or chosen files, in the same order; '' for one that is not a file of this computer. */
  pathsOf(files: readonly File[]): string[]
  /** Asks for folders with a native dialog; empty if the person cancels. */
  chooseFolder(): Promise<string[]>
  /** Asks for files with a native dialog; empty if the person cancels. */
  chooseFiles(): Promise<string[]>
  /** Calls `listener` with each command of the native menu. Returns a function that ends this. */
  onCommand(listener: (command: MenuCommand) => void): () => void
  /** As in Node's `process.platform`; the names of keys depend on it. */
  readonly platform: string
}

export const CONTRACT_PORT = 'rnp-contract-port'

/** Commands of the window that the native menu has too, by their ids in the window. */
export const menuCommands = [
  'app.folder',
  'app.files',
  'app.undo',
  'app.redo',
  ...views.map(({ name }) => `view.${name}` as const),
  'app.theme',
  'app.keys',
] as const

export type MenuCommand = (typeof menuCommands)[number]

/** Path at which a page in a browser opens the WebSocket of the contract. */
export const CONTRACT_SOCKET = '/api/contract'

/** Header of each call that names the window it comes from: an id that the window chooses, and keeps over a reload. */
export const WINDOW_HEADER = 'rnp-window'
