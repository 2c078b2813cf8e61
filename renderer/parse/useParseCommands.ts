import { type Command, useViewCommands } from '../commands/commands.ts'
import { useParse } from './parseStore.ts'

/** Registers commands of the Parse view. Unless they say otherwise, they are enabled while it shows a parse. */
export function useParseCommands(own: readonly Omit<Command, 'view'>[]): void {
  const store = useParse()
  const isShown = () => store.shown !== undefined
  useViewCommands(
    'parse',
    own.map((command) => ({ ...command, enabled: command.enabled ?? isShown })),
  )
}
