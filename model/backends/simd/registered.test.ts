import { readdirSync, readFileSync } from 'node:fs'
import * as tf from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSimd, stopSimd } from './index.ts'

const OPS = new URL('../../ops/', import.meta.url)

/** The names of the kernels that the custom ops look for or run. */
const names = new Set(
  readdirSync(OPS)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .flatMap((file) => [...readFileSync(new URL(file, OPS), 'utf8').matchAll(/Kernel\(\s*'(\w+)'/g)])
    .map(([, name]) => name),
)

beforeAll(() => startSimd({ threads: 1 }))
afterAll(stopSimd)

// An op whose kernel is missing runs its reference, which then agrees with itself in every other test.
describe('the simd backend', () => {
  it.each([...names])('has the fused kernel %s', (name) => {
    expect(tf.getKernel(name, 'simd')).toBeDefined()
  })
})
