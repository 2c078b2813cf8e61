import { describe, expect, it } from 'vitest'
import type { RnpError } from '../errors.ts'
import type { RnpConfig } from '../rnp/config.ts'
import { presets } from '../rnp/presets.ts'
import { assertSameConfig, decodeManifest, encodeManifest, type ManifestParts } from './manifest.ts'

const config: RnpConfig = { ...presets.mnist, patch: 14 }
const evaluation = { mse: 0.03, images: 1000, partScores: { purity: 0.5 } }
const parts: ManifestParts = {
  config,
  step: 500,
  training: { settings: { rate: 0.001 }, random: { state: [1, -2] }, paused: null },
  metrics: { loss: 12.5, evaluation },
  data: 'mnist: 60,000 digits of 28 x 28 px',
  versions: { app: '0.1.0', node: '26.10.0', backend: 'simd' },
}
const weights = { file: 'weights.safetensors', bytes: 1234, sha256: 'ab'.repeat(32), half: false }
const written = () => JSON.parse(encodeManifest(parts, weights))
const read = (change: object) => decodeManifest(JSON.stringify({ ...written(), ...change }), 'm.json')

describe('a manifest', () => {
  it('returns what was written', () => {
    const created = '2026-03-04T05:06:07.008Z'
    expect(decodeManifest(encodeManifest(parts, weights, created), 'm.json')).toEqual({
      format: 'rnp-checkpoint',
      version: 1,
      created,
      weights,
      ...parts,
    })
  })

  it('is not written with a figure that is not a number, naming the figure', () => {
    const diverged = (metrics: ManifestParts['metrics']) => () =>
      encodeManifest({ ...parts, metrics }, weights)
    expect(diverged({ loss: Number.NaN })).toThrow(/step 500 .* metrics\.loss: /)
    expect(diverged({ evaluation: { mse: Number.NaN } })).toThrow(/metrics\.evaluation\.mse: .* NaN/)
  })

  it('of a newer version is refused with both versions and the advice to update', () => {
    expect(() => read({ version: 7, config: { whatever: 1 } })).toThrow(
      expect.objectContaining({
        kind: 'checkpoint',
        message: 'm.json is of version 7; this app reads versions up to 1',
        hint: expect.stringContaining('Update the app'),
      } satisfies Partial<Record<keyof RnpError, unknown>>),
    )
  })

  it('is refused when it is cut off, another kind of JSON, or lacks a field, naming what is wrong', () => {
    expect(() => decodeManifest(encodeManifest(parts, weights).slice(0, 99), 'm.json')).toThrow(
      /m\.json is not JSON/,
    )
    expect(() => decodeManifest('{"name":"x"}', 'm.json')).toThrow(/m\.json is not the manifest .*format: /)
    expect(() => read({ step: undefined })).toThrow(/m\.json is damaged: step: /)
    expect(() => read({ config: { ...config, z: -1 } })).toThrow(/config\.z: /)
  })

  it('is refused when its model has a size this version does not know', () => {
    expect(() => read({ config: { ...config, heads: 8 } })).toThrow(/config: .*heads/)
  })

  it('cannot point to weights outside its folder', () => {
    for (const file of ['../weights.safetensors', '/etc/passwd', 'a\\b', '..', '']) {
      expect(() => read({ weights: { ...weights, file } })).toThrow(
        /weights\.file: must be a plain file name/,
      )
    }
  })
})

describe('assertSameConfig', () => {
  it('accepts an equal config', () => {
    expect(() => assertSameConfig(structuredClone(config), config, 'a')).not.toThrow()
  })

  it('names every differing field by its path, with both values', () => {
    const found = { ...config, glimpses: [4], encoder: { blocks: 5, units: 128 } }
    expect(() => assertSameConfig(found, config, 'runs/a')).toThrow(
      'runs/a is of another model: glimpses is [4], expected [4,4]; encoder.units is 128, expected 64',
    )
  })
})
