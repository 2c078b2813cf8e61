import { onActivated, onDeactivated, ref } from 'vue'
import { type Command, useCommands } from '../app/commands.ts'
import { useParse } from './parseStore.ts'

/** Registers commands of the Parse view: there while it is the view in front and shows a parse. */
export function useParseCommands(own: readonly Omit<Command, 'group'>[]): void {
  const store = useParse()
  const front = ref(true)
  onActivated(() => {
    front.value = true
  })
  onDeactivated(() => {
    front.value = false
  })
  useCommands(
    own.map((command) => ({
      ...command,
      group: 'Parse',
      enabled: () => front.value && store.shown !== undefined && (command.enabled?.() ?? true),
    })),
  )
}
