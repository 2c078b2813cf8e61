import { JsColorType, Transformer } from '@napi-rs/image'
import { readHeader } from '../header.ts'

/** What the three channels of a JPEG within a TIFF are. */
export type JpegColours = 'rgb' | 'ycbcr'

const START_BYTES = 2
const END = Uint8Array.of(0xff, 0xd9)

/**
 * Decodes a block that is packed as JPEG (TIFF technical note 2), whose tables may lie apart from it.
 *
 * @param tables of all blocks, a JPEG without pictures; may be empty
 * @returns [height, width, channels], grey or RGB
 * @throws Error where it is damaged, or of another size
 */
export async function unpackJpeg(
  block: Uint8Array,
  tables: Uint8Array,
  { width, rows, channels, colours }: { width: number; rows: number; channels: number; colours: JpegColours },
): Promise<Uint8Array> {
  const start = block.subarray(0, START_BYTES)
  const shared = tables.subarray(START_BYTES, tables.length - END.length)
  const file = Buffer.concat([start, adobe(colours), shared, block.subarray(START_BYTES), END])
  const found = readHeader(file)
  // This also limits the memory that decoding takes.
  if (found.width !== width || found.height < rows || found.height > rows + 65_535) {
    throw new Error(`corrupt: a JPEG of ${found.width} x ${found.height} px where ${width} x ${rows} belong`)
  }
  const picture = new Transformer(file)
  const { colorType } = await picture.metadata()
  const expected = channels === 1 ? JsColorType.L8 : JsColorType.Rgb8
  if (colorType !== expected) throw new Error('corrupt: a JPEG of other colours than its TIFF')
  return picture.rawPixels()
}

/** The segment by which Adobe's programs say which colours a JPEG has. */
function adobe(colours: JpegColours): Uint8Array {
  const body = Buffer.from('Adobe\0d\0\0\0\0\0', 'latin1')
  body[11] = colours === 'ycbcr' ? 1 : 0
  return Buffer.concat([Buffer.from([0xff, 0xee, 0, body.length + 2]), body])
}
