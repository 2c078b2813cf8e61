import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { installTensorflow, useOwnHome } from '../engine/fixtures.ts'
import { rememberedFile } from '../engine/remembered.ts'

useOwnHome()

const script = fileURLToPath(new URL('rnp.ts', import.meta.url))

/** The lines of `rnp engine`, as columns. */
function show(...args: string[]): string[][] {
  const text = execFileSync(process.execPath, [script, 'engine', ...args], {
    encoding: 'utf8',
    stdio: 'pipe',
  })
  return text
    .trim()
    .split('\n')
    .map((line) => line.split(/\s{2,}/))
}

describe('rnp engine', () => {
  it('says what computes where there is nothing to choose between', () => {
    expect(show()).toEqual([
      ['chosen', expect.stringMatching(/^simd, \d+ threads?(, 256-bit)?$/)],
      ['tensorflow', expect.stringMatching(/^not installed/)],
    ])
  })

  it('gives the figures of a choice, and where they are remembered', async () => {
    await installTensorflow('process.abort()')
    const lines = show()
    expect(lines).toEqual([
      ['chosen', expect.stringMatching(/^simd, .*; \d+ ms a step, tensorflow does not run$/)],
      ['simd', expect.stringMatching(/^\d+ ms a training step \(\d+ threads?/)],
      ['tensorflow', expect.stringMatching(/^does not run: its process ended with SIGABRT/)],
      ['remembered', rememberedFile()],
    ])
    expect(show()).toEqual(lines)
  })
})
