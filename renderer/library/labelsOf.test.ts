import { expect, it } from 'vitest'
import { fakeSet } from '../client/fake.ts'
import { labelsOf } from './labelsOf.ts'

it('Labels of several sets are counted together, numbers in their order', () => {
  const sets = [
    fakeSet(1, {
      labels: [
        { name: '10', count: 3 },
        { name: '2', count: 5 },
      ],
    }),
    fakeSet(2, {
      labels: [
        { name: '2', count: 1 },
        { name: 'cat', count: 2 },
      ],
    }),
  ]
  expect(labelsOf(sets)).toEqual([
    { name: '2', count: 6 },
    { name: '10', count: 3 },
    { name: 'cat', count: 2 },
  ])
})
