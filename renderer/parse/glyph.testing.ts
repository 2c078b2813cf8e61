import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeParse, type ParseView } from '../../main/contract/parseFile.ts'

/**
 * A real parse for tests: a glyph parsed by the shipped model (mnist-compact, S = 28, P = 14, 4 x 4 glimpses), stored in
 * the app's format.
 */
export function glyphParse(): ParseView {
  const { buffer, byteOffset, byteLength } = readFileSync(join(import.meta.dirname, 'fixtures/glyph.parse'))
  return decodeParse(buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer)
}
