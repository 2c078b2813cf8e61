import { setImmediate } from 'node:timers/promises'
import type { Listed, Take } from './import.ts'

/** How many of the generated pictures are held out for testing: one in eleven, as the command line has 2,000 of 22,000. */
const TEST_SHARE = 1 / 11
/** Listed at once: the app does other things in between. */
const AT_ONCE = 1000

/** Glyphs of a seed, by their places in the streams that generate them; what each shows is known when it is drawn. */
export async function listGlyphs(count: number, seed: number, take: Take): Promise<void> {
  const test = Math.round(count * TEST_SHARE)
  for (const [split, length] of [
    ['train', count - test],
    ['test', test],
  ] as const) {
    for (let from = 0; from < length; from += AT_ONCE) {
      const pictures = Array.from({ length: Math.min(AT_ONCE, length - from) }, (_, i): Listed => {
        return { kind: 'glyph', path: '', member: `${seed} ${split} ${from + i}`, split }
      })
      take({ pictures, skipped: [] })
      await setImmediate()
    }
  }
}
