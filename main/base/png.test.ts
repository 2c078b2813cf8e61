import { Transformer } from '@napi-rs/image'
import { describe, expect, it } from 'vitest'
import { encodePng } from './png.ts'

describe('encodePng', () => {
  it.each([
    [1, 5, 3],
    [3, 4, 7],
    [3, 200, 200],
  ] as const)('gives what a decoder reads back: %i channels, %i x %i px', async (channels, width, height) => {
    const pixels = Uint8ClampedArray.from({ length: width * height * channels }, (_, i) => (i * 31) % 256)
    const decoded = new Transformer(await encodePng({ width, height, channels, pixels }))
    expect(await decoded.metadata()).toMatchObject({ width, height })
    expect(new Uint8ClampedArray(await decoded.rawPixels())).toEqual(pixels)
  })
})
