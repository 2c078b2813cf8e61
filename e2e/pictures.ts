import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { glyphs } from '../model/data/glyphs/glyphs.ts'
import { png } from '../model/data/pictures.testing.ts'

/** Writes glyphs of 28 px as PNG files into `folder`, a folder for each label. */
export async function writeGlyphs(folder: string, count: number): Promise<void> {
  const { pixels, labels, labelNames, side } = glyphs({ count, seed: 0, side: 28, split: 'train' })
  for (let i = 0; i < count; i++) {
    const label = join(folder, labelNames![labels![i]])
    await mkdir(label, { recursive: true })
    await writeFile(
      join(label, `${i}.png`),
      encode(pixels.subarray(i * side ** 2, (i + 1) * side ** 2), side),
    )
  }
}

/** A grey PNG: each row after its filter byte. */
function encode(pixels: Uint8Array, side: number): Buffer {
  const rows = new Uint8Array(side * (side + 1))
  for (let y = 0; y < side; y++) rows.set(pixels.subarray(y * side, (y + 1) * side), y * (side + 1) + 1)
  return png(side, side, 8, 0, rows)
}
