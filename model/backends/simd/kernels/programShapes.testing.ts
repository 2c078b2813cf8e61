import fc from 'fast-check'
import type { GeneratedSizes } from '../../../ops/generated.ts'
import { thetaLayout } from '../../../ops/thetaLayout.ts'
import { type Numbers, numbers } from './compare.testing.ts'

/** A batch of programs for tests: their sizes, and how many there are. */
export interface Programs {
  readonly sizes: GeneratedSizes
  readonly batch: number
  readonly glimpses: number
}

/** Programs of any small sizes, most of them odd. */
export const anyPrograms: fc.Arbitrary<Programs> = fc.record({
  sizes: fc.record({
    patch: fc.integer({ min: 1, max: 11 }),
    z: fc.integer({ min: 1, max: 11 }),
    e: fc.integer({ min: 1, max: 11 }),
    // Layer norm of fewer units is too steep for float32: with two, its outputs are always 1 and -1.
    hidden: fc.integer({ min: 5, max: 40 }),
    activation: fc.constantFrom('layernorm-elu', 'none'),
  }),
  batch: fc.integer({ min: 1, max: 5 }),
  glimpses: fc.integer({ min: 1, max: 5 }),
})

const compact = { patch: 14, z: 32, e: 32, hidden: 64, activation: 'layernorm-elu' } as const

/** The sizes that `mnist-compact` trains with, and the smallest possible ones. */
export const knownPrograms: readonly [Programs][] = [
  [{ sizes: compact, batch: 2, glimpses: 4 }],
  [{ sizes: { ...compact, activation: 'none' }, batch: 1, glimpses: 2 }],
  [{ sizes: { patch: 1, z: 1, e: 1, hidden: 4, activation: 'none' }, batch: 1, glimpses: 1 }],
]

/** theta, patch and action of some programs. */
export function programInputs({ sizes, batch }: Programs): Numbers[] {
  const theta = numbers([batch, thetaLayout(sizes).size], 0.15, 1)
  return [theta, numbers([batch, sizes.patch ** 2], 1, 2), numbers([batch, 6], 0.5, 3)]
}
