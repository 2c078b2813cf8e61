import type { Command } from './commands.ts'

/** Keys that a person has chosen, by command; '' takes a command's key away. */
export type ChosenKeys = Readonly<Record<string, string>>

const MODIFIERS = ['Mod', 'Alt', 'Shift'] as const

/** What an event of the keyboard says of its key; the parts of a KeyboardEvent that matter. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>

/**
 * A key press as the keymap writes it: "Mod+Shift+Z", "ArrowLeft", "?". Mod is the command key on a Mac and Ctrl
 * elsewhere. Shift is left out where it only makes another sign. Undefined for a modifier alone.
 */
export function keyOfPress(press: KeyPress, mac: boolean): string | undefined {
  if (['Control', 'Meta', 'Alt', 'Shift', 'AltGraph', 'Dead', 'Unidentified'].includes(press.key)) return
  const key = press.key === ' ' ? 'Space' : press.key.length === 1 ? press.key.toUpperCase() : press.key
  const letter = /^\p{L}$/u.test(press.key)
  const held = {
    Mod: mac ? press.metaKey : press.ctrlKey,
    Alt: press.altKey,
    Shift: press.shiftKey && (letter || key.length > 1),
  }
  return [...MODIFIERS.filter((modifier) => held[modifier]), key].join('+')
}

/** A command's key: the chosen one, else its own; undefined where it has none. */
export function keyOfCommand(command: Pick<Command, 'id' | 'key'>, chosen: ChosenKeys): string | undefined {
  return (chosen[command.id] ?? command.key) || undefined
}

/**
 * The commands that would answer a key beside the one that is to get it: those of the same view and those of the
 * whole window, which are there at the same time.
 */
export function conflicts(
  commands: readonly Command[],
  chosen: ChosenKeys,
  of: Pick<Command, 'id' | 'view'>,
  key: string,
): Command[] {
  const meet = (a: Command['view'], b: Command['view']) => a === b || !a || !b
  return commands.filter(
    (other) => other.id !== of.id && meet(other.view, of.view) && keyOfCommand(other, chosen) === key,
  )
}

/** Keys that belong to the browser or the system, and never reach a page. */
const TAKEN = new Set(['Mod+W', 'Mod+N', 'Mod+T', 'Mod+Q', 'Tab', 'Shift+Tab', 'F5', 'F12', 'Alt+F4'])

/** Why a key cannot be used, or undefined. */
export function unusable(key: string): string | undefined {
  if (TAKEN.has(key)) return 'The browser or the system keeps this key.'
  if (key === 'Escape') return 'Esc closes what is open.'
}
