/**
 * The labels on a person's keyboard for a key in the keymap's notation ("Mod+Shift+Z", "ArrowLeft", "?").
 */
export function keyCaps(keys: string, mac = isMac()): string[] {
  // "Mod++" is Ctrl and the plus key.
  const parts = keys.endsWith('++')
    ? [...keys.slice(0, -2).split('+'), '+']
    : keys === '+'
      ? ['+']
      : keys.split('+')
  return parts.map((part) => (mac ? (MAC[part] ?? CAPS[part]) : CAPS[part]) ?? part.toUpperCase())
}

const CAPS: Readonly<Record<string, string>> = {
  Mod: 'Ctrl',
  Shift: 'Shift',
  Alt: 'Alt',
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Space: 'Space',
  Enter: 'Enter',
  Escape: 'Esc',
  Delete: 'Del',
  Backspace: 'Backspace',
  Home: 'Home',
  End: 'End',
  PageUp: 'PgUp',
  PageDown: 'PgDn',
}

const MAC: Readonly<Record<string, string>> = { Mod: '⌘', Shift: '⇧', Alt: '⌥', Enter: '↩', Backspace: '⌫' }

/** Whether the keyboard has a command key. */
export function isMac(): boolean {
  return /mac/i.test(globalThis.navigator?.platform ?? '')
}
