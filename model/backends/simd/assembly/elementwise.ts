// Elementwise functions; items are numbers. A driver per shape of arguments; the function is inlined into it.
import { elu4, exp4 } from './math'

const ADD = 0, SUB = 1, MUL = 2, DIV = 3, MAX = 4, MIN = 5, SQUARED_DIFFERENCE = 6, ELU_GRADIENT = 7
const RELU = 0, STEP = 1, ELU = 2, EXP = 3, SQUARE = 4, SQRT = 5, NEG = 6

// @ts-ignore: decorator
@inline
function two(op: i32, a: v128, b: v128): v128 {
  if (op == ADD) return f32x4.add(a, b)
  if (op == SUB) return f32x4.sub(a, b)
  if (op == MUL) return f32x4.mul(a, b)
  if (op == DIV) return f32x4.div(a, b)
  if (op == MAX) return f32x4.max(a, b)
  if (op == MIN) return f32x4.min(a, b)
  if (op == SQUARED_DIFFERENCE) {
    const d = f32x4.sub(a, b)
    return f32x4.mul(d, d)
  }
  // d elu: dy where y >= 0, dy (y + 1) below, from elu's own output y
  return v128.bitselect(a, f32x4.mul(a, f32x4.add(b, f32x4.splat(1))), f32x4.ge(b, f32x4.splat(0)))
}

// @ts-ignore: decorator
@inline
function one(op: i32, a: v128): v128 {
  const zero = f32x4.splat(0)
  if (op == RELU) return f32x4.max(a, zero)
  if (op == STEP) return v128.and(f32x4.gt(a, zero), f32x4.splat(1))
  if (op == ELU) return elu4(a)
  if (op == EXP) return exp4(a)
  if (op == SQUARE) return f32x4.mul(a, a)
  if (op == SQRT) return f32x4.sqrt(a)
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
function flat(op: i32, a: usize, stepA: usize, b: usize, stepB: usize, out: usize, from: i32, to: i32): void {
  let i = <usize>from << 2
  const end = <usize>to << 2
  if (stepA != 0 && stepB != 0) {
    for (; i + 32 <= end; i += 32) {
      v128.store(out + i, two(op, v128.load(a + i), v128.load(b + i)))
      v128.store(out + i, two(op, v128.load(a + i, 16), v128.load(b + i, 16)), 16)
    }
  } else if (stepB == 0) {
    const s = v128.load32_splat(b)
    for (; i + 32 <= end; i += 32) {
      v128.store(out + i, two(op, v128.load(a + i), s))
      v128.store(out + i, two(op, v128.load(a + i, 16), s), 16)
    }
  } else {
    const s = v128.load32_splat(a)
    for (; i + 32 <= end; i += 32) {
      v128.store(out + i, two(op, s, v128.load(b + i)))
      v128.store(out + i, two(op, s, v128.load(b + i, 16)), 16)
    }
  }
  for (; i < end; i += 4) {
    store1(out + i, two(op, v128.load32_zero(a + i * stepA), v128.load32_zero(b + i * stepB)))
  }
}

export function binary(op: i32, a: usize, stepA: usize, b: usize, stepB: usize, out: usize, from: i32, to: i32): void {
  switch (op) {
    case ADD: flat(ADD, a, stepA, b, stepB, out, from, to); break
    case SUB: flat(SUB, a, stepA, b, stepB, out, from, to); break
    case MUL: flat(MUL, a, stepA, b, stepB, out, from, to); break
    case DIV: flat(DIV, a, stepA, b, stepB, out, from, to); break
    case MAX: flat(MAX, a, stepA, b, stepB, out, from, to); break
    case MIN: flat(MIN, a, stepA, b, stepB, out, from, to); break
    case SQUARED_DIFFERENCE: flat(SQUARED_DIFFERENCE, a, stepA, b, stepB, out, from, to); break
    default: flat(ELU_GRADIENT, a, stepA, b, stepB, out, from, to)
  }
}

/** Rows [from, to) of out [R, C] = f(a [R, C], b [C]), for the functions a bias needs. */
export function binaryRows(op: i32, a: usize, b: usize, out: usize, columns: i32, from: i32, to: i32): void {
  for (let row = from; row < to; row++) {
    const start = (<usize>row * columns) << 2
    binary(op, a + start, 1, b, 1, out + start, 0, columns)
  }
}

// @ts-ignore: decorator
@inline
function map(op: i32, a: usize, out: usize, from: i32, to: i32): void {
  let i = <usize>from << 2
  const end = <usize>to << 2
  for (; i + 32 <= end; i += 32) {
    v128.store(out + i, one(op, v128.load(a + i)))
    v128.store(out + i, one(op, v128.load(a + i, 16)), 16)
  }
  for (; i < end; i += 4) store1(out + i, one(op, v128.load32_zero(a + i)))
}

export function unary(op: i32, a: usize, out: usize, from: i32, to: i32): void {
  switch (op) {
    case RELU: map(RELU, a, out, from, to); break
    case STEP: map(STEP, a, out, from, to); break
    case ELU: map(ELU, a, out, from, to); break
    case EXP: map(EXP, a, out, from, to); break
    case SQUARE: map(SQUARE, a, out, from, to); break
    case SQRT: map(SQRT, a, out, from, to); break
    default: map(NEG, a, out, from, to)
  }
}
