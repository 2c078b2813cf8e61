import { describe, expect, it } from 'vitest'
import { keyCaps } from './keyNames.ts'

describe('keyCaps', () => {
  it('names keys as they stand on the keyboard', () => {
    expect(keyCaps('Mod+Shift+z', false)).toEqual(['Ctrl', 'Shift', 'Z'])
    expect(keyCaps('Mod+Shift+z', true)).toEqual(['⌘', '⇧', 'Z'])
    expect(keyCaps('ArrowLeft', false)).toEqual(['←'])
  })

  it('knows the plus from the sign between keys', () => {
    expect(keyCaps('Mod++', false)).toEqual(['Ctrl', '+'])
    expect(keyCaps('+', false)).toEqual(['+'])
  })
})
