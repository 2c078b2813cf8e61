import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { compileKernels } from './build.ts'
import { kernelsFile } from './kernelsFile.ts'

describe('the files that npm run kernels writes', () => {
  it('are what the sources in assembly/ compile to', async () => {
    const { wasm, signatures } = await compileKernels()
    expect(Buffer.from(wasm).equals(readFileSync(kernelsFile))).toBe(true)
    expect(signatures).toBe(readFileSync(new URL('signatures.ts', import.meta.url), 'utf8'))
  })
})
