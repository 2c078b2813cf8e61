import { useSetting } from '../state/settings.ts'
import { findCommand } from './commands.ts'
import { type ChosenKeys, keyOfCommand } from './keymap.ts'

const chosen = useSetting<ChosenKeys>('keys', {})

/** The keys that a person has chosen, remembered by the app. */
export const useChosenKeys = () => chosen

/** The key of a command in sight, in the keymap's notation. */
export function keyOf(id: string): string | undefined {
  const command = findCommand(id)
  return command && keyOfCommand(command, chosen.value)
}
