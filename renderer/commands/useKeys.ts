import { useEventListener } from '@vueuse/core'
import { isMac } from '../ui/keyNames.ts'
import { commands, isEnabled } from './commands.ts'
import { keyOfCommand, keyOfPress } from './keymap.ts'
import { useChosenKeys } from './keys.ts'

/** Runs the command of a key pressed anywhere in the window, unless the focused element uses the key itself. */
export function useKeys(): void {
  const chosen = useChosenKeys()
  useEventListener(window, 'keydown', (event) => {
    if (event.defaultPrevented || event.isComposing) return
    const key = keyOfPress(event, isMac())
    if (!key || isUsedByTarget(event, key)) return
    // While a dialog has the focus, commands of the view behind it do not run.
    const inDialog = event.target instanceof Element && event.target.closest('[role=dialog]')
    const command = commands.value.findLast(
      (one) => keyOfCommand(one, chosen.value) === key && isEnabled(one) && (!inDialog || !one.view),
    )
    if (!command) return
    event.preventDefault()
    command.run()
  })
}

/** Whether the focused element does something of its own with a key. */
function isUsedByTarget({ target }: KeyboardEvent, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false
  // If text is selected, that is what is copied.
  if (key === 'Mod+C' && !getSelection()?.isCollapsed) return true
  if (target.closest('[role=dialog], [role=menu], [role=listbox][data-own-keys]'))
    return !key.startsWith('Mod+')
  const typing = target.isContentEditable || target.matches('input, textarea, select')
  if (typing)
    return target.matches('input[type=checkbox], input[type=radio]')
      ? key === 'Space'
      : !key.startsWith('Mod+') || TYPING.has(key)
  if (key === 'Space' || key === 'Enter')
    return target.matches('button, a, summary, [role=switch], [role=tab]')
  return key.startsWith('Arrow') && target.matches('[role=slider], [role=separator], [role=radio]')
}

/** Keys that edit text. */
const TYPING = new Set(['Mod+A', 'Mod+C', 'Mod+V', 'Mod+X', 'Mod+Z', 'Mod+Shift+Z'])
