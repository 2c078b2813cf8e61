import { type Command, useCommands } from '../commands/commands.ts'
import { useParse } from './parseStore.ts'

/** Registers commands of the Parse view: where they do not say when, they can be asked for while it shows a parse. */
export function useParseCommands(own: readonly Omit<Command, 'group'>[]): void {
  const store = useParse()
  useCommands(
    own.map((command) => ({
      ...command,
      group: 'Parse',
      enabled: command.enabled ?? (() => store.shown !== undefined),
    })),
  )
}
