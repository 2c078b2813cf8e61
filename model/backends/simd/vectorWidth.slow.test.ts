import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { KernelMemory } from './memory.ts'
import { canBeWide, compileModule, instantiate } from './module.ts'
import { SCRATCH_BYTES } from './threads.ts'
import { joinsVectors } from './vectorWidth.ts'

const CPUINFO = '/proc/cpuinfo'
const hasAvx2 = existsSync(CPUINFO) && / avx2 /.test(readFileSync(CPUINFO, 'utf8'))

function joins(wide: boolean): boolean {
  const memory = new KernelMemory()
  const kernels = instantiate(compileModule(wide), memory.memory, memory.allocate(SCRATCH_BYTES))
  const before = memory.used
  const joined = joinsVectors(kernels, memory)
  expect(memory.used).toBe(before)
  return joined
}

describe('joinsVectors', () => {
  it.runIf(canBeWide && hasAvx2)(
    'sees 256-bit vectors where the pass is on and the processor has them',
    () => {
      expect(joins(true)).toBe(true)
    },
  )

  it('sees none where the pass is off', () => {
    expect(joins(false)).toBe(false)
  })

  it.runIf(canBeWide)('sees none where the pass is on and the processor has none', () => {
    const script = `import('${new URL('index.ts', import.meta.url)}')
      .then(({ startSimd }) => startSimd({ threads: 1, wide: true }))
      .then(({ wide }) => console.log(wide))`
    expect(execFileSync(process.execPath, ['--no-enable-avx2', '-e', script], { encoding: 'utf8' })).toBe(
      'false\n',
    )
  })
})
