import { Transformer } from '@napi-rs/image'
import type { Picture } from './paint.ts'

/** The picture as a PNG file's bytes. */
export async function encodePng({ width, height, rgba }: Picture): Promise<Uint8Array> {
  return Transformer.fromRgbaPixels(rgba, width, height).png()
}
