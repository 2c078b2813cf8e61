import { views } from './views.ts'

/**
 * What Electron's preload script gives the window beside the contract, as `window.studioBridge`; in a browser there is
 * none. The port of the contract comes as a `message` event of the window, from its own origin, with data CONTRACT_PORT
 * and one port, each time `connect` is called.
 */
export interface StudioBridge {
  /** Asks for a new connection to the contract. */
  connect(): void
  /** Where dropped or chosen files lie, in their order; '' for one that is not a file of this computer. */
  pathsOf(files: readonly File[]): string[]
  /** A native dialog for folders; empty where it was cancelled. */
  chooseFolder(): Promise<string[]>
  /** A native dialog for files; empty where it was cancelled. */
  chooseFiles(): Promise<string[]>
  /** Calls `listener` with each command of the native menu, until the function it gives is called. */
  onCommand(listener: (command: MenuCommand) => void): () => void
  /** 'darwin' and so on: which keys are called what. */
  readonly platform: string
}

export const CONTRACT_PORT = 'rnp-contract-port'

/** Commands of the window that are in the native menu too, by their ids in the window. */
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

/** Where the page of a browser opens the WebSocket of the contract. */
export const CONTRACT_SOCKET = '/api/contract'
