import type { Listed } from './import.ts'

/** How many of the generated pictures are held out for testing: one in eleven, as the command line has 2,000 of 22,000. */
const TEST_SHARE = 1 / 11

/** Glyphs of a seed, by their places in the streams that generate them; what each shows is known when it is drawn. */
export function listGlyphs(count: number, seed: number): { pictures: Listed[]; skipped: [] } {
  const test = Math.round(count * TEST_SHARE)
  const list = (split: 'train' | 'test', length: number) => {
    return Array.from(
      { length },
      (_, i): Listed => ({ kind: 'glyph', path: '', member: `${seed} ${split} ${i}`, split }),
    )
  }
  return { pictures: [...list('train', count - test), ...list('test', test)], skipped: [] }
}
