import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { compileKernels } from './build.ts'
import { kernelsFile } from './kernelsFile.ts'

describe('kernels.wasm', () => {
  it('is what its sources compile to (else: npm run kernels)', async () => {
    const compiled = await compileKernels()
    expect(Buffer.from(compiled).equals(readFileSync(kernelsFile))).toBe(true)
  })
})
