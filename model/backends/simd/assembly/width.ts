// Two loops that differ in nothing but where their results are stored: V8's 256-bit pass joins pairs of vectors that
// are stored side by side, and cannot join those that are not. Their times tell whether it has (vectorWidth.ts).

// @ts-ignore: decorator
@inline
function turn(v: v128, k: v128): v128 {
  return i32x4.add(v128.xor(i32x4.add(v128.xor(v, k), k), k), k)
}

// @ts-ignore: decorator
@inline
function turns(out: usize, gap: usize, n: i32): void {
  const k = i32x4.splat(0x9e3779b9)
  let a = v128.load(out)
  let b = v128.load(out, 16)
  let c = v128.load(out, 32)
  let d = v128.load(out, 48)
  let e = v128.load(out, 64)
  let f = v128.load(out, 80)
  let g = v128.load(out, 96)
  let h = v128.load(out, 112)
  for (let i = 0; i < n; i++) {
    a = turn(a, k)
    b = turn(b, k)
    c = turn(c, k)
    d = turn(d, k)
    e = turn(e, k)
    f = turn(f, k)
    g = turn(g, k)
    h = turn(h, k)
  }
  v128.store(out, a)
  v128.store(out + gap, b)
  v128.store(out + 2 * gap, c)
  v128.store(out + 3 * gap, d)
  v128.store(out + 4 * gap, e)
  v128.store(out + 5 * gap, f)
  v128.store(out + 6 * gap, g)
  v128.store(out + 7 * gap, h)
}

/** Stores side by side, in 128 bytes. */
export function turnsBeside(out: usize, n: i32): void {
  turns(out, 16, n)
}

/** Stores apart, in 256 bytes. */
export function turnsApart(out: usize, n: i32): void {
  turns(out, 32, n)
}
