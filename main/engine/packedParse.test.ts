import { deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { packParse, unpackParse } from './packedParse.ts'

const file = Uint8Array.from({ length: 5000 }, (_, i) => (i * i) % 251)

describe('a packed parse', () => {
  it('is smaller, and the same bytes again when it is unpacked', () => {
    const packed = packParse(file)
    expect(packed.length).toBeLessThan(file.length / 2)
    expect(unpackParse(packed)).toEqual(file)
  })

  it('is read if an older version deflated it', () => {
    expect(unpackParse(deflateSync(file, { level: 3 }))).toEqual(file)
  })

  it('is refused if it is damaged', () => {
    expect(() => unpackParse(packParse(file).subarray(0, 100))).toThrow()
    expect(() => unpackParse(Uint8Array.of(1, 2, 3))).toThrow()
  })
})
