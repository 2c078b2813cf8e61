import { useSetting } from '../state/settings.ts'
import { findCommand } from './commands.ts'
import { type ChosenKeys, keyOfCommand } from './keymap.ts'

const chosen = useSetting<ChosenKeys>('keys', {})

/** The keys a person has chosen; remembered. */
export const useChosenKeys = () => chosen

/** The key of a command that is there, as the keymap writes it. */
export function keyOf(id: string): string | undefined {
  const command = findCommand(id)
  return command && keyOfCommand(command, chosen.value)
}
