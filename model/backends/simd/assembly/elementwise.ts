// Elementwise functions; items are numbers. A driver per shape of arguments; the function is inlined into it.
import { elu4, exp4 } from './math'

class Add {}
class Subtract {}
class Multiply {}
class Divide {}
class Maximum {}
class Minimum {}
class SquaredDifference {}
class EluGradient {}
class Relu {}
class Step {}
class Elu {}
class Exp {}
class Square {}
class Sqrt {}
class Negate {}

// @ts-ignore: decorator
@inline
function two<Op>(a: v128, b: v128): v128 {
  if (idof<Op>() == idof<Add>()) return f32x4.add(a, b)
  if (idof<Op>() == idof<Subtract>()) return f32x4.sub(a, b)
  if (idof<Op>() == idof<Multiply>()) return f32x4.mul(a, b)
  if (idof<Op>() == idof<Divide>()) return f32x4.div(a, b)
  if (idof<Op>() == idof<Maximum>()) return f32x4.max(a, b)
  if (idof<Op>() == idof<Minimum>()) return f32x4.min(a, b)
  if (idof<Op>() == idof<SquaredDifference>()) {
    const d = f32x4.sub(a, b)
    return f32x4.mul(d, d)
  }
  // d elu: dy where y >= 0, dy (y + 1) below, from elu's own output y
  return v128.bitselect(a, f32x4.mul(a, f32x4.add(b, f32x4.splat(1))), f32x4.ge(b, f32x4.splat(0)))
}

// @ts-ignore: decorator
@inline
function one<Op>(a: v128): v128 {
  const zero = f32x4.splat(0)
  if (idof<Op>() == idof<Relu>()) return f32x4.pmax(a, zero)
  if (idof<Op>() == idof<Step>()) return v128.and(f32x4.gt(a, zero), f32x4.splat(1))
  if (idof<Op>() == idof<Elu>()) return elu4(a)
  if (idof<Op>() == idof<Exp>()) return exp4(a)
  if (idof<Op>() == idof<Square>()) return f32x4.mul(a, a)
  if (idof<Op>() == idof<Sqrt>()) return f32x4.sqrt(a)
  return f32x4.neg(a)
}

// @ts-ignore: decorator
@inline
function store1(out: usize, v: v128): void {
  f32.store(out, f32x4.extract_lane(v, 0))
}

/** out = f(a, b), all of one shape; or with `b` one number where stepB is 0; or `a` one number where stepA is 0. */
// @ts-ignore: decorator
@inline
function flat<Op>(a: usize, stepA: usize, b: usize, stepB: usize, out: usize, from: i32, to: i32): void {
  let i = <usize>from << 2
  const end = <usize>to << 2
  if (stepA != 0 && stepB != 0) {
    for (; i + 32 <= end; i += 32) {
      const u = two<Op>(v128.load(a + i), v128.load(b + i))
      const v = two<Op>(v128.load(a + i, 16), v128.load(b + i, 16))
      v128.store(out + i, u)
      v128.store(out + i, v, 16)
    }
  } else if (stepB == 0) {
    const s = v128.load32_splat(b)
    for (; i + 32 <= end; i += 32) {
      const u = two<Op>(v128.load(a + i), s)
      const v = two<Op>(v128.load(a + i, 16), s)
      v128.store(out + i, u)
      v128.store(out + i, v, 16)
    }
  } else {
    const s = v128.load32_splat(a)
    for (; i + 32 <= end; i += 32) {
      const u = two<Op>(s, v128.load(b + i))
      const v = two<Op>(s, v128.load(b + i, 16))
      v128.store(out + i, u)
      v128.store(out + i, v, 16)
    }
  }
  for (; i < end; i += 4) {
    store1(out + i, two<Op>(v128.load32_zero(a + i * stepA), v128.load32_zero(b + i * stepB)))
  }
}

export function binary(op: i32, a: usize, stepA: usize, b: usize, stepB: usize, out: usize, from: i32, to: i32): void {
  switch (op) {
    case 0: flat<Add>(a, stepA, b, stepB, out, from, to); break
    case 1: flat<Subtract>(a, stepA, b, stepB, out, from, to); break
    case 2: flat<Multiply>(a, stepA, b, stepB, out, from, to); break
    case 3: flat<Divide>(a, stepA, b, stepB, out, from, to); break
    case 4: flat<Maximum>(a, stepA, b, stepB, out, from, to); break
    case 5: flat<Minimum>(a, stepA, b, stepB, out, from, to); break
    case 6: flat<SquaredDifference>(a, stepA, b, stepB, out, from, to); break
    default: flat<EluGradient>(a, stepA, b, stepB, out, from, to)
  }
}

/** Rows [from, to) of out [R, C] = f(a [R, C], b [C]), for the functions a bias needs. */
export function binaryRows(op: i32, a: usize, b: usize, out: usize, columns: i32, from: i32, to: i32): void {
  for (let row = from; row < to; row++) {
    const start = (<usize>row * columns) << 2
    binary(op, a + start, 1, b, 1, out + start, 0, columns)
  }
}

/**
 * Blocks [from, to) of `size` numbers each: out = f(a, b), where block i is computed of block i / timesA of a and block
 * i / timesB of b.
 */
export function binaryBlocks(
  op: i32, a: usize, timesA: i32, b: usize, timesB: i32, out: usize, size: i32, from: i32, to: i32,
): void {
  const bytes = <usize>size << 2
  for (let i = from; i < to; i++) {
    binary(op, a + <usize>(i / timesA) * bytes, 1, b + <usize>(i / timesB) * bytes, 1, out + <usize>i * bytes, 0, size)
  }
}

// @ts-ignore: decorator
@inline
function map<Op>(a: usize, out: usize, from: i32, to: i32): void {
  let i = <usize>from << 2
  const end = <usize>to << 2
  for (; i + 32 <= end; i += 32) {
    const u = one<Op>(v128.load(a + i))
    const v = one<Op>(v128.load(a + i, 16))
    v128.store(out + i, u)
    v128.store(out + i, v, 16)
  }
  for (; i < end; i += 4) store1(out + i, one<Op>(v128.load32_zero(a + i)))
}

// A model takes sines of a handful of numbers (its actions), and V8 fails to join vectors put together lane by lane.

function sines(a: usize, out: usize, from: i32, to: i32): void {
  for (let i = <usize>from << 2; i < <usize>to << 2; i += 4) f32.store(out + i, Mathf.sin(f32.load(a + i)))
}

function cosines(a: usize, out: usize, from: i32, to: i32): void {
  for (let i = <usize>from << 2; i < <usize>to << 2; i += 4) f32.store(out + i, Mathf.cos(f32.load(a + i)))
}

export function unary(op: i32, a: usize, out: usize, from: i32, to: i32): void {
  switch (op) {
    case 0: map<Relu>(a, out, from, to); break
    case 1: map<Step>(a, out, from, to); break
    case 2: map<Elu>(a, out, from, to); break
    case 3: map<Exp>(a, out, from, to); break
    case 4: map<Square>(a, out, from, to); break
    case 5: map<Sqrt>(a, out, from, to); break
    case 6: sines(a, out, from, to); break
    case 7: cosines(a, out, from, to); break
    default: map<Negate>(a, out, from, to)
  }
}
