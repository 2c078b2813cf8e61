import { describe, expect, it } from 'vitest'
import { KERNEL_NAMES } from '../kernelCalls.ts'
import { KernelMemory } from '../memory.ts'
import { canBeWide, compileModule, instantiate } from '../module.ts'
import { SCRATCH_BYTES } from '../threads.ts'
import { CHECKS } from './kernelChecks.ts'
import { wrongKernel } from './selfCheck.ts'

function load(wide: boolean) {
  const memory = new KernelMemory()
  return { memory, kernels: instantiate(compileModule(wide), memory.memory, memory.allocate(SCRATCH_BYTES)) }
}

describe('the check at start', () => {
  it.each(canBeWide ? [false, true] : [false])('finds every kernel right (256-bit pass %s)', (wide) => {
    const { memory, kernels } = load(wide)
    const before = memory.used
    expect(wrongKernel(kernels, memory)).toBeUndefined()
    expect(memory.used).toBe(before)
  })

  it('has a row for every kernel', () => {
    const unchecked = KERNEL_NAMES.filter((name) => !CHECKS.some(({ kernel }) => kernel === name))
    expect(unchecked).toEqual([])
  })

  it('names the kernel that computes wrong numbers, or traps', () => {
    const { memory, kernels } = load(false)
    expect(wrongKernel({ ...kernels, sumRows: () => {} }, memory)).toBe('sumRows')
    const trap = () => kernels.turnsBeside(2 ** 32 - 64, 0)
    expect(wrongKernel({ ...kernels, sumRows: trap }, memory)).toBe('sumRows')
  })

  const names = [...new Set(CHECKS.map(({ kernel }) => kernel))]
  it.each(names)('fails where %s leaves out its last item', (name) => {
    const { memory, kernels } = load(false)
    const lazy = (...args: number[]) => kernels[name](...args.slice(0, -1), args[args.length - 1] - 1)
    expect(wrongKernel({ ...kernels, [name]: lazy }, memory)).toBeDefined()
  })
})
