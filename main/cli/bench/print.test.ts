import { expect, it } from 'vitest'
import { profileInWords } from './print.ts'

it('prints a profile with its small rows folded into one, before the time between kernels', () => {
  const row = { calls: 2, milliseconds: 0.4, share: 0.004 }
  const text = profileInWords({
    case: 'theta',
    milliseconds: 100,
    repeats: 3,
    backend: 'simd',
    threads: 2,
    wide: true,
    // The measurements an engine was chosen by are printed once, not with every case.
    trials: [{ backend: 'simd', milliseconds: 180 }],
    machine: { gflops: 100, gigabytesPerSecond: 20 },
    rows: [
      { kernel: 'MatMul', calls: 5, milliseconds: 90, share: 0.9, gflops: 87.4, ofMachine: 0.874 },
      { kernel: 'Add', calls: 1, milliseconds: 2, share: 0.02, gigabytesPerSecond: 1.25, ofMachine: 0.0625 },
      { kernel: 'Sin', ...row },
      { kernel: 'Cos', ...row },
      { kernel: 'JavaScript between kernels', calls: 0, milliseconds: 0.4, share: 0.004 },
    ],
  })
  const [head, machine, blank, columns, ...rows] = text.split('\n')
  expect(head).toBe('theta: 100.0 ms (mean of the 3 faster runs); simd, 2 threads, 256-bit')
  expect(machine).toBe('machine: 100 GFLOPS (products in cache), 20 GB/s (sums of large arrays)')
  expect(blank).toBe('')
  expect(columns).toMatch(/^kernel .* rate {2,}of machine$/)
  expect(rows.map((line) => line.trim().split(/ {2,}/))).toEqual([
    ['MatMul', '5', '90.00', '90 %', '87 GFLOPS', '87 %'],
    ['Add', '1', '2.00', '2.0 %', '1.3 GB/s', '6.3 %'],
    ['2 others, each below 0.5 %', '4', '0.80', '0.8 %'],
    ['JavaScript between kernels', '0.40', '0.4 %'],
  ])
})
