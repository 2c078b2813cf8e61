import { describe, expect, it } from 'vitest'
import { describeEngine } from './engine.ts'

const simd = { backend: 'simd', threads: 2, wide: true } as const
const tensorflow = { backend: 'tensorflow', device: 'CPU', library: '@tensorflow/tfjs-node 4.22.0' } as const

describe('describeEngine', () => {
  it('says what the engine runs on', () => {
    expect(describeEngine({ ...simd, trials: [] })).toBe('simd, 2 threads, 256-bit')
    expect(describeEngine({ ...simd, threads: 1, wide: false, trials: [] })).toBe('simd, 1 thread')
  })

  it('names the measurements it was chosen by, its own first', () => {
    const trials = [
      { ...simd, milliseconds: 410.2 },
      { ...tensorflow, milliseconds: 181.7 },
    ]
    expect(describeEngine({ ...tensorflow, trials })).toBe(
      'tensorflow, CPU, @tensorflow/tfjs-node 4.22.0 ' +
        '(chosen: a step of mnist-compact, 64 pictures, takes 182 ms; simd 410 ms)',
    )
  })

  it('says which backend does not run', () => {
    const trials = [{ ...simd, milliseconds: 182 }, { backend: 'tensorflow', refused: 'it crashes' } as const]
    expect(describeEngine({ ...simd, trials })).toBe(
      'simd, 2 threads, 256-bit (chosen: a step of mnist-compact, 64 pictures, takes 182 ms; tensorflow does not run)',
    )
  })
})
