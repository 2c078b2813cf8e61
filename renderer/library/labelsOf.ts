import type { PictureSet } from '../../main/contract/library.ts'

const order = new Intl.Collator('en', { numeric: true })

/** The labels of these sets with their counts, numbers before words and 2 before 10. */
export function labelsOf(sets: readonly PictureSet[]): { name: string; count: number }[] {
  const counts = new Map<string, number>()
  for (const { labels } of sets) {
    for (const { name, count } of labels) counts.set(name, (counts.get(name) ?? 0) + count)
  }
  return [...counts].map(([name, count]) => ({ name, count })).sort((a, b) => order.compare(a.name, b.name))
}
