import type { Studio } from '../../main/contract/index.ts'
import type { Connection } from './connection.ts'

let current: Connection | undefined

/** Sets the connection of this window: main.ts does so once, tests as they need. */
export function provideConnection(connection: Connection): void {
  current = connection
}

/** The connection of this window to the app. */
export function useConnection(): Connection {
  if (!current) throw new Error('There is no connection yet: main.ts provides it before anything is mounted.')
  return current
}

/** The app's contract, as calls. */
export function useStudio(): Studio {
  return useConnection().studio
}
