import { describe, expect, it } from 'vitest'
import { RnpError } from '../errors.ts'
import { preset, presets } from './presets.ts'

describe('preset', () => {
  it('has the sizes of the paper, and those with decoded patches of 14 px, for each of its data sets', () => {
    const sizes = Object.entries(presets).map(([name, { side, patch, z, glimpses }]) => [
      name,
      { side, patch, z, glimpses },
    ])
    const paper = { side: 28, patch: 28, z: 32, glimpses: [4, 4] }
    expect(Object.fromEntries(sizes)).toEqual({
      mnist: paper,
      fashion: paper,
      omniglot: { ...paper, z: 96 },
      'mnist-compact': { ...paper, patch: 14 },
      'fashion-compact': { ...paper, patch: 14 },
      'omniglot-compact': { ...paper, patch: 14, z: 96 },
    })
    for (const [name, config] of Object.entries(presets)) expect(preset(name)).toBe(config)
  })

  it.each([
    ['minst', 'mnist'],
    ['omniglot-compakt', 'omniglot-compact'],
  ])('refuses %s as a usage error that suggests %s and lists all', (name, suggestion) => {
    const { kind, message, hint } = refusal(name)
    expect(kind).toBe('usage')
    expect(message).toContain(`"${name}"`)
    expect(hint).toContain(`Did you mean ${suggestion}?`)
    for (const known of Object.keys(presets)) expect(hint).toContain(known)
  })

  it('refuses the name of what every object has', () => {
    expect(refusal('toString').kind).toBe('usage')
  })
})

function refusal(name: string): RnpError {
  try {
    preset(name)
  } catch (error) {
    if (error instanceof RnpError) return error
  }
  throw new Error(`"${name}" was not refused.`)
}
