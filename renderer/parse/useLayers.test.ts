import { beforeEach, describe, expect, it } from 'vitest'
import { fakeApp, fakeConnection } from '../client/fake.testing.ts'
import { provideConnection } from '../client/studio.ts'
import { useLayers } from './useLayers.ts'

let layers: ReturnType<typeof useLayers>

beforeEach(() => {
  provideConnection(fakeConnection(fakeApp()))
  layers = useLayers()
  layers.original.value = false
  layers.choice.value = 'parts'
})

describe('what the canvas shows', () => {
  it('is an opaque layer, or the input alone', () => {
    expect([layers.over.value, layers.blend.value]).toEqual(['parts', 1])
    layers.choice.value = 'input'
    expect([layers.choice.value, layers.blend.value]).toEqual(['input', 0])
    layers.choice.value = 'error'
    expect([layers.choice.value, layers.blend.value]).toEqual(['error', 1])
  })

  it('is the input alone once the slider is at its end', () => {
    layers.blend.value = 0
    expect(layers.choice.value).toBe('input')
    layers.blend.value = 0.3
    expect(layers.choice.value).toBe('parts')
  })

  it('makes a layer half transparent above the original picture, and opaque without it', () => {
    layers.original.value = true
    expect(layers.blend.value).toBe(0.5)
    layers.choice.value = 'reconstruction'
    expect(layers.blend.value).toBe(0.5)
    layers.original.value = false
    expect(layers.blend.value).toBe(1)
  })

  it('keeps a blend that a person has set', () => {
    layers.blend.value = 0.7
    layers.original.value = true
    expect(layers.blend.value).toBe(0.7)
    layers.original.value = false
    expect(layers.blend.value).toBe(0.7)
  })
})
