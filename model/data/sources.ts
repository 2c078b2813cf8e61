import { RnpError } from '../errors.ts'
import { decodePicture, type Grey, type Ground } from './decode.ts'
import { GlyphBlocks, type GlyphName } from './glyphs/blocks.ts'
import { type Idx, readIdx } from './idx.ts'
import { readPictureFile } from './readFile.ts'
import { Recent } from './recent.ts'
import { openZip, type ZipMember } from './zip.ts'

/** Where a picture's bytes lie. */
export interface PictureAddress {
  /** A file by itself, a picture of an IDX file, a member of a zip, or a generated glyph. */
  readonly kind: 'file' | 'idx' | 'zip' | 'glyph'
  /** Of the file that holds it; '' for glyphs. */
  readonly path: string
  /** Its index in an IDX file, its name inside a zip, "SEED SPLIT INDEX" of a glyph; '' for files. */
  readonly member: string
}

/** Bytes of unpacked IDX files, and archives, that are kept for the next picture. */
const IDX_BYTES = 256 * 2 ** 20
const ARCHIVES = 8
/** Side of a glyph where nobody asks for another, px. */
export const GLYPH_SIDE = 28

/** Reads single pictures wherever they lie; what holds many of them stays open between them. */
export class Sources {
  readonly #archives = new Recent({
    load: async (path) => {
      const { members, close } = await openZip(path)
      return { members: new Map(members.map((member): [string, ZipMember] => [member.name, member])), close }
    },
    sizeOf: () => 1,
    limit: ARCHIVES,
    giveUp: ({ close }) => close(),
  })
  readonly #idx = new Recent<Idx>({
    load: (path) => readIdx(path, 'images'),
    sizeOf: ({ data }) => data.length,
    limit: IDX_BYTES,
  })
  readonly #glyphs = new GlyphBlocks()

  /** Bytes of an encoded picture: a file's, or an archive member's. */
  async encoded({ path, member }: PictureAddress): Promise<Buffer> {
    if (member === '') return readPictureFile(path)
    return this.#archives.use(path, ({ members }) => {
      const found = members.get(member)
      if (!found) throw new Error(`${path} has no ${member} (any more)`)
      return found.read()
    })
  }

  /** A picture whose bytes are its pixels: of an IDX file, or a glyph, drawn with `side` px. */
  raw({ kind, path, member }: PictureAddress, side = GLYPH_SIDE): Promise<Grey> {
    if (kind === 'glyph') return Promise.resolve(this.#glyphs.draw(glyphName(member), side))
    return this.#idx.use(path, ({ shape: [count, height, width], data }) => {
      const index = Number(member)
      if (!(index < count)) throw new Error(`${path} has ${count} pictures, and no number ${member}`)
      const pixels = data.subarray(index * width * height, (index + 1) * width * height)
      return { width, height, pixels: new Uint8ClampedArray(pixels) }
    })
  }

  /** Name of the character that a glyph shows. */
  glyphLabel({ member }: PictureAddress): string {
    return this.#glyphs.label(glyphName(member), GLYPH_SIDE)
  }

  /** Any picture in grey (decode.ts); `side` is that of glyphs, px. Rejects with the reason where it cannot be had. */
  async grey(address: PictureAddress, { alpha = 'white' as Ground, side = GLYPH_SIDE } = {}): Promise<Grey> {
    return isRaw(address) ? this.raw(address, side) : decodePicture(await this.encoded(address), alpha)
  }

  /** Gives up what is open; what is in use is closed when it is done. Files that changed are then read anew. */
  close(): void {
    this.#archives.clear()
    this.#idx.clear()
  }
}

/** True where a picture's bytes are its pixels. */
export function isRaw({ kind }: PictureAddress): boolean {
  return kind === 'idx' || kind === 'glyph'
}

/** A glyph by its name in the library. */
function glyphName(member: string): GlyphName {
  const [, seed, split, index] = /^(\d+) (train|test) (\d+)$/.exec(member) ?? []
  if (!split)
    throw new RnpError('data/not-found', `There is no glyph "${member}".`, 'Glyphs are "SEED SPLIT INDEX".')
  return { seed: Number(seed), split: split as GlyphName['split'], index: Number(index) }
}
