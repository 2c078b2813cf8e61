import type { Command } from './commands.ts'

/** Keys that a person has chosen, by the id of the command; '' means no key. */
export type ChosenKeys = Readonly<Record<string, string>>

const MODIFIERS = ['Mod', 'Alt', 'Shift'] as const

/** The parts of a KeyboardEvent that identify a key. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>

/**
 * A key press in the keymap's notation: "Mod+Shift+Z", "ArrowLeft", "?". Mod is the command key on a Mac and Ctrl
 * elsewhere. Shift is omitted if it only produces another character ("?"). Undefined for a modifier alone.
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

/** A command's key: the chosen one, else its default; undefined if it has none. */
export function keyOfCommand(command: Pick<Command, 'id' | 'key'>, chosen: ChosenKeys): string | undefined {
  return (chosen[command.id] ?? command.key) || undefined
}

/**
 * The other commands that have a key and can be available at the same time as the command that is to get it: those of
 * the same view and those of the whole window.
 */
export function conflicts(
  commands: readonly Command[],
  chosen: ChosenKeys,
  of: Pick<Command, 'id' | 'view'>,
  key: string,
): Command[] {
  const coexist = (a: Command['view'], b: Command['view']) => a === b || !a || !b
  return commands.filter(
    (other) => other.id !== of.id && coexist(other.view, of.view) && keyOfCommand(other, chosen) === key,
  )
}

/** Keys that the browser or the system handles, so that they never reach a page. */
const RESERVED = new Set(['Mod+W', 'Mod+N', 'Mod+T', 'Mod+Q', 'Tab', 'Shift+Tab', 'F5', 'F12', 'Alt+F4'])

/** Why a key cannot be chosen; undefined if it can. */
export function unusable(key: string): string | undefined {
  if (RESERVED.has(key)) return 'The browser or the system reserves this key.'
  if (key === 'Escape') return 'Esc closes dialogs and menus.'
}
