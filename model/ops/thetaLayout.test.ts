import { describe, expect, it } from 'vitest'
import { thetaLayout } from './thetaLayout.ts'

const paper = { patch: 28, z: 32, e: 32, hidden: 64 }

describe('thetaLayout', () => {
  it.each([
    [28, 32, 133_376],
    [28, 96, 160_256],
    [14, 32, 58_112],
  ])(
    'makes a row of theta of patches of %i px and programs of %i numbers %i numbers long',
    (patch, z, size) => {
      expect(thetaLayout({ ...paper, patch, z }).size).toBe(size)
    },
  )

  it('gives each head of the hypernetwork the numbers the paper needs, one head after the other', () => {
    const sizes = new Map<string, number>()
    for (const { name, size } of thetaLayout(paper).entries) {
      const [head] = name.split('.')
      sizes.set(head, (sizes.get(head) ?? 0) + size)
    }
    expect([...sizes]).toEqual([
      ['enc', 65_184],
      ['fState', 2_112],
      ['fPolicy', 2_112],
      ['decPatch', 60_608],
      ['decAction', 3_360],
    ])
    const heads = thetaLayout(paper).entries.map(({ name }) => name.split('.')[0])
    expect(heads.filter((head, i) => head !== heads[i - 1])).toEqual([...sizes.keys()])
  })

  it('lays entries of distinct names end to end, each as long as its shape says', () => {
    const { entries, size } = thetaLayout({ patch: 5, z: 3, e: 4, hidden: 7 })
    let end = 0
    for (const entry of entries) {
      expect(entry.offset, entry.name).toBe(end)
      expect(entry.size, entry.name).toBe(entry.shape.reduce((a, b) => a * b))
      end += entry.size
    }
    expect(end).toBe(size)
    expect(new Set(entries.map(({ name }) => name)).size).toBe(entries.length)
  })
})
