// Sums of columns over rows, in blocks.
import { scratch } from './scratch'

/** Rows that are summed before they are added to the total, so that float32 keeps its accuracy over 10,000 rows. */
const BLOCK: i32 = 64

/** out = sums over the rows of `bytes` of x's columns; rows lie `stride` bytes apart. Uses `bytes` of scratch. */
export function sumColumns(x: usize, stride: usize, rows: i32, out: usize, bytes: usize): void {
  const block = scratch
  memory.fill(out, 0, bytes)
  for (let start = 0; start < rows; start += BLOCK) {
    memory.fill(block, 0, bytes)
    const end = x + (<usize>min(rows, start + BLOCK)) * stride
    for (let p = x + (<usize>start) * stride; p < end; p += stride) addTo(p, block, bytes)
    addTo(block, out, bytes)
  }
}

/** out = sums over the rows of a (b - shift), shift one row; otherwise as sumColumns. */
export function sumProductColumns(
  a: usize,
  b: usize,
  shift: usize,
  stride: usize,
  rows: i32,
  out: usize,
  bytes: usize,
): void {
  const block = scratch
  const wide: usize = bytes & ~15
  memory.fill(out, 0, bytes)
  for (let start = 0; start < rows; start += BLOCK) {
    memory.fill(block, 0, bytes)
    const stop = min(rows, start + BLOCK)
    for (let r = start; r < stop; r++) {
      const p = a + (<usize>r) * stride
      const q = b + (<usize>r) * stride
      for (let i: usize = 0; i < wide; i += 16) {
        const centred = f32x4.sub(v128.load(q + i), v128.load(shift + i))
        v128.store(block + i, f32x4.relaxed_madd(v128.load(p + i), centred, v128.load(block + i)))
      }
      for (let i = wide; i < bytes; i += 4) {
        f32.store(block + i, f32.load(block + i) + f32.load(p + i) * (f32.load(q + i) - f32.load(shift + i)))
      }
    }
    addTo(block, out, bytes)
  }
}

/** y += x */
// @ts-ignore: decorator
@inline
function addTo(x: usize, y: usize, bytes: usize): void {
  const wide: usize = bytes & ~15
  for (let i: usize = 0; i < wide; i += 16) v128.store(y + i, f32x4.add(v128.load(y + i), v128.load(x + i)))
  for (let i = wide; i < bytes; i += 4) f32.store(y + i, f32.load(y + i) + f32.load(x + i))
}
