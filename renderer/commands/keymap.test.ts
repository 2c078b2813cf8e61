import { describe, expect, it } from 'vitest'
import type { Command } from './commands.ts'
import { conflicts, keyOfCommand, keyOfPress, unusable } from './keymap.ts'

const press = (key: string, held: string[] = []) => ({
  key,
  ctrlKey: held.includes('ctrl'),
  metaKey: held.includes('meta'),
  altKey: held.includes('alt'),
  shiftKey: held.includes('shift'),
})

const command = (id: string, key: string, view?: Command['view']): Command => ({
  id,
  title: id,
  key,
  view,
  run() {},
})

describe('keyOfPress', () => {
  it.each([
    [press('k', ['ctrl']), 'Mod+K'],
    [press('Z', ['ctrl', 'shift']), 'Mod+Shift+Z'],
    [press('?', ['shift']), '?'],
    [press(' '), 'Space'],
    [press('ArrowLeft', ['shift']), 'Shift+ArrowLeft'],
    [press('+', ['ctrl', 'shift']), 'Mod++'],
    [press('P', ['shift']), 'Shift+P'],
  ])('writes %o as %s', (event, key) => {
    expect(keyOfPress(event, false)).toBe(key)
  })

  it('takes the command key on a Mac, and there leaves Ctrl to the system', () => {
    expect(keyOfPress(press('k', ['meta']), true)).toBe('Mod+K')
    expect(keyOfPress(press('k', ['ctrl']), true)).toBe('K')
  })

  it('waits for the key where a modifier alone is held', () => {
    expect(keyOfPress(press('Shift', ['shift']), false)).toBeUndefined()
  })
})

describe('the keymap', () => {
  it('returns the chosen key before the default, and none if it was cleared', () => {
    const parse = command('library.parse', 'P', 'library')
    expect(keyOfCommand(parse, {})).toBe('P')
    expect(keyOfCommand(parse, { 'library.parse': 'Mod+P' })).toBe('Mod+P')
    expect(keyOfCommand(parse, { 'library.parse': '' })).toBeUndefined()
  })

  it('finds the commands that have the same key at the same time', () => {
    const undo = command('app.undo', 'Mod+Z')
    const parse = command('library.parse', 'P', 'library')
    const play = command('parse.play', 'P', 'parse')
    const all = [undo, parse, play]
    const at = (of: Command, key: string) => conflicts(all, {}, of, key).map(({ id }) => id)
    expect(at(undo, 'P')).toEqual(['library.parse', 'parse.play'])
    expect(at(parse, 'Mod+Z')).toEqual(['app.undo'])
    expect(at(parse, 'P')).toEqual([])
    expect(conflicts(all, { 'app.undo': 'U' }, parse, 'Mod+Z')).toEqual([])
  })

  it('refuses keys that never reach a page', () => {
    expect(unusable('Mod+W')).toMatch(/browser/)
    expect(unusable('Escape')).toMatch(/closes/)
    expect(unusable('Mod+Shift+P')).toBeUndefined()
  })
})
