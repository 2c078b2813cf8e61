import { Random, type RandomState } from '../../random.ts'
import type { Grey } from '../decode.ts'
import type { ImageSet } from '../imageSet.ts'
import { glyphStream, glyphs } from './glyphs.ts'

/** One picture of the endless sets that `glyphs` generates. */
export interface GlyphName {
  readonly seed: number
  readonly split: 'train' | 'test'
  readonly index: number
}

/** Pictures drawn together, since each one's place in the random stream depends on those before it. */
const PICTURES_PER_BLOCK = 500
const MAX_BLOCKS = 32

type Block = Pick<ImageSet, 'pixels' | 'labels' | 'labelNames'>

/** Single glyphs by their index: the same pictures that `glyphs` generates from the start of their stream. */
export class GlyphBlocks {
  /** The random stream before each block, by seed and split. */
  readonly #starts = new Map<string, RandomState[]>()
  readonly #blocks = new Map<string, Block>()

  /** A glyph of `side` x `side` px. */
  draw(name: GlyphName, side: number): Grey {
    const { pixels } = this.#block(name, side)
    const at = (name.index % PICTURES_PER_BLOCK) * side * side
    return { width: side, height: side, pixels: new Uint8ClampedArray(pixels.slice(at, at + side * side)) }
  }

  /** Name of the character that a glyph shows. */
  label(name: GlyphName, side: number): string {
    const { labels, labelNames } = this.#block(name, side)
    return labelNames![labels![name.index % PICTURES_PER_BLOCK]]
  }

  #block({ seed, split, index }: GlyphName, side: number): Block {
    const number = Math.floor(index / PICTURES_PER_BLOCK)
    const key = `${seed} ${split} ${number} ${side}`
    const block = this.#blocks.get(key) ?? this.#generate(seed, split, number, side)
    // Last used last.
    this.#blocks.delete(key)
    this.#blocks.set(key, block)
    if (this.#blocks.size > MAX_BLOCKS) this.#blocks.delete(this.#blocks.keys().next().value!)
    return block
  }

  #generate(seed: number, split: GlyphName['split'], number: number, side: number): Block {
    const key = `${seed} ${split}`
    const starts = this.#starts.get(key) ?? [glyphStream(seed, split).save()]
    this.#starts.set(key, starts)
    const from = (block: number) => new Random(starts[block])
    for (let block = starts.length - 1; block < number; block++) {
      // One pixel is enough to move the stream on.
      const stream = from(block)
      glyphs({ count: PICTURES_PER_BLOCK, seed, side: 1, split, stream })
      starts.push(stream.save())
    }
    const stream = from(number)
    const { pixels, labels, labelNames } = glyphs({ count: PICTURES_PER_BLOCK, seed, side, split, stream })
    if (starts.length === number + 1) starts.push(stream.save())
    return { pixels, labels, labelNames }
  }
}
