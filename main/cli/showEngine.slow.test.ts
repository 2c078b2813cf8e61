import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { installTensorflow, useOwnHome } from '../engine/engine.testing.ts'
import { rememberedFile } from '../engine/remembered.ts'

useOwnHome()

const script = fileURLToPath(new URL('rnp.ts', import.meta.url))

/** The lines of `rnp engine`, as columns; what it says on stderr must be nothing but that it measures. */
function show(): string[][] {
  const { stdout, stderr } = spawnSync(process.execPath, [script, 'engine'], { encoding: 'utf8' })
  expect(stderr).toMatch(/^(Measuring which backend .*\n)?$/)
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.split(/\s{2,}/))
}

describe('rnp engine', () => {
  it('lists what can compute where there is nothing to choose between, and measures nothing', () => {
    expect(show()).toEqual([
      ['chosen', expect.stringMatching(/^simd, \d+ threads?(, 256-bit)?$/)],
      ['simd', expect.stringMatching(/not measured/)],
      ['tensorflow', expect.stringMatching(/^not installed/)],
      ['cpu', expect.stringMatching(/^plain JavaScript/)],
    ])
    expect(existsSync(rememberedFile())).toBe(false)
  })

  it('gives the figures of a choice, when they were measured and where they are remembered', async () => {
    await installTensorflow('process.abort()')
    const lines = show()
    expect(lines).toEqual([
      ['chosen', expect.stringMatching(/^simd, \d+ threads?(, 256-bit)?$/)],
      ['simd', expect.stringMatching(/^\d+ ms a step of mnist-compact, 64 pictures \(\d+ threads?/)],
      ['tensorflow', expect.stringMatching(/^does not run: its process ended with SIGABRT/)],
      ['cpu', expect.stringMatching(/^plain JavaScript/)],
      ['remembered', expect.stringMatching(/, measured on \d{4}-\d\d-\d\d$/)],
    ])
    expect(lines.at(-1)![1].startsWith(rememberedFile())).toBe(true)
    expect(show()).toEqual(lines)
  })
})
