import { RnpError } from '../../errors.ts'
import type { PictureAddress } from '../address.ts'
import { GlyphBlocks, type GlyphName } from '../glyphs/blocks.ts'
import { glyphs as generate } from '../glyphs/glyphs.ts'
import type { ImageSet, ReadOptions } from '../imageSet.ts'
import type { ListedPicture } from '../listing.ts'
import type { Format, PictureKind, PictureReader } from './format.ts'

/** Default side of a glyph, px. */
const DEFAULT_SIDE = 28
/** Default number of pictures of each split. */
const DEFAULT_COUNT = { train: 20_000, test: 2_000 }
/** The share of test pictures in a list of both splits: 2,000 of 22,000. */
const TEST_SHARE = 1 / 11

/** Pictures that are drawn when they are read. The `member` of each is "SEED SPLIT INDEX". */
const drawn: PictureKind = {
  name: 'glyph',
  nameOf: ({ member }) => member.slice(member.indexOf(' ') + 1),
  sourceOf: ({ member }) => `Glyphs: seed ${member.replace(' ', ', ')}`,
  reader,
}

/** Glyphs (glyphs/glyphs.ts): an endless set of pictures, generated from a seed. */
export const glyphs: Format = {
  name: 'glyphs',
  about: '"glyphs"',
  invert: 'never',
  pictures: drawn,
}

/** Generates the first pictures of a split; 'all' means 'train'. */
export function generateGlyphs({
  side,
  split,
  seed = 0,
  count,
}: ReadOptions & { readonly seed?: number }): ImageSet {
  const stream = split === 'test' ? 'test' : 'train'
  return generate({ side, seed, split: stream, count: count ?? DEFAULT_COUNT[stream] })
}

/** Lists glyphs, one in eleven of them held out. They have no labels yet: a glyph's label is known when it is drawn. */
export function* listGlyphs(count: number, seed: number): Generator<ListedPicture> {
  const test = Math.round(count * TEST_SHARE)
  for (const [split, length] of [
    ['train', count - test],
    ['test', test],
  ] as const) {
    for (let i = 0; i < length; i++) {
      yield { kind: drawn.name, path: '', member: `${seed} ${split} ${i}`, split }
    }
  }
}

function reader(): PictureReader {
  const blocks = new GlyphBlocks()
  return {
    read: async (address, side = DEFAULT_SIDE) => blocks.draw(glyphOf(address), side),
    labelOf: (address) => blocks.label(glyphOf(address), DEFAULT_SIDE),
  }
}

function glyphOf({ member }: PictureAddress): GlyphName {
  const [, seed, split, index] = /^(\d+) (train|test) (\d+)$/.exec(member) ?? []
  if (!split)
    throw new RnpError('data/not-found', `There is no glyph "${member}".`, 'Glyphs are "SEED SPLIT INDEX".')
  return { seed: Number(seed), split: split as GlyphName['split'], index: Number(index) }
}
