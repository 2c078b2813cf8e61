import { describe, expect, it } from 'vitest'
import type { KernelCost } from '../../../model/backends/profile.ts'
import { profileRows } from './profileRows.ts'

/** 100 GFLOPS and 10 GB/s: ten operations a byte are the balance. */
const machine = { gflops: 100, gigabytesPerSecond: 10 }

const cost = (kernel: string, ms: number, work: Partial<KernelCost> = {}): KernelCost => ({
  kernel,
  calls: 1,
  ms,
  flop: 0,
  bytes: 0,
  ...work,
})

describe('the rows of a profile', () => {
  it('are means over the runs, longest first, and what is left of the time', () => {
    const rows = profileRows(
      [
        { ms: 10, kernels: [cost('Short', 1), cost('Long', 6)] },
        { ms: 14, kernels: [cost('Short', 2, { calls: 3 }), cost('Long', 7)] },
      ],
      machine,
    )
    expect(rows).toMatchObject([
      { kernel: 'Long', calls: 1, milliseconds: 6.5, share: 13 / 24 },
      { kernel: 'Short', calls: 2, milliseconds: 1.5, share: 3 / 24 },
      { kernel: 'JavaScript between kernels', milliseconds: 4, share: 8 / 24 },
    ])
  })

  it('tell products of different shapes apart', () => {
    const kernels = [
      cost('MatMul', 2, { product: '[1,2] x [2,3]' }),
      cost('MatMul', 1, { product: '[1,2] x [2,4]' }),
    ]
    expect(profileRows([{ ms: 3, kernels }], machine).map(({ kernel }) => kernel)).toEqual([
      'MatMul [1,2] x [2,3]',
      'MatMul [1,2] x [2,4]',
      'JavaScript between kernels',
    ])
  })

  it('have the rate that limits them, as a share of the most the machine can do', () => {
    const kernels = [
      cost('Arithmetic', 4, { flop: 2e8, bytes: 1e6 }),
      cost('Memory', 3, { flop: 1e7, bytes: 1.5e7 }),
      cost('Neither', 2),
    ]
    const [arithmetic, memory, neither] = profileRows([{ ms: 9, kernels }], machine)
    expect(arithmetic).toMatchObject({ gflops: 50, ofMachine: 0.5 })
    expect(arithmetic.gigabytesPerSecond).toBeUndefined()
    expect(memory).toMatchObject({ gigabytesPerSecond: 5, ofMachine: 0.5 })
    expect(memory.gflops).toBeUndefined()
    expect(neither.ofMachine).toBeUndefined()
  })
})
