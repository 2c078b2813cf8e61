import { describe, expect, it } from 'vitest'
import { keyCaps } from './keyNames.ts'

describe('keyCaps', () => {
  it('names keys as on the keyboard', () => {
    expect(keyCaps('Mod+Shift+z', false)).toEqual(['Ctrl', 'Shift', 'Z'])
    expect(keyCaps('Mod+Shift+z', true)).toEqual(['⌘', '⇧', 'Z'])
    expect(keyCaps('ArrowLeft', false)).toEqual(['←'])
  })

  it('tells the plus key from the plus between keys', () => {
    expect(keyCaps('Mod++', false)).toEqual(['Ctrl', '+'])
    expect(keyCaps('+', false)).toEqual(['+'])
  })
})
