// Layer normalisation of rows (Ba, Kiros and Hinton 2016).
import { normalizeRow, normalizeRowGradient } from './normalizeRow'
import { affineRow, eluRow, eluRowGradient, multiplyRows } from './rows'

/** Rows of x [R, C]: normalized [R, C] and rstd [R]; y = activation(normalized gamma + beta), elu if `elu`. */
export function layerNorm(
  x: usize,
  gamma: usize,
  beta: usize,
  y: usize,
  normalized: usize,
  rstd: usize,
  columns: i32,
  epsilon: f32,
  elu: i32,
  from: i32,
  to: i32,
): void {
  const stride: usize = (<usize>columns) << 2
  for (let r: usize = from; r < <usize>to; r++) {
    const n = normalized + r * stride
    const out = y + r * stride
    f32.store(rstd + (r << 2), normalizeRow(x + r * stride, n, columns, epsilon))
    affineRow(n, gamma, beta, out, columns)
    if (elu) eluRow(out, out, columns)
  }
}

/** Rows of dx [R, C]; dAffine [R, C] is the gradient of normalized gamma + beta, of which dGamma and dBeta are sums. */
export function layerNormGrad(
  dy: usize,
  normalized: usize,
  rstd: usize,
  gamma: usize,
  beta: usize,
  dx: usize,
  dAffine: usize,
  columns: i32,
  elu: i32,
  from: i32,
  to: i32,
): void {
  const stride: usize = (<usize>columns) << 2
  for (let r: usize = from; r < <usize>to; r++) {
    const n = normalized + r * stride
    const d = dx + r * stride
    const g = dAffine + r * stride
    memory.copy(g, dy + r * stride, stride)
    if (elu) {
      affineRow(n, gamma, beta, d, columns)
      eluRow(d, d, columns)
      eluRowGradient(g, d, columns)
    }
    multiplyRows(g, gamma, d, columns)
    normalizeRowGradient(d, n, f32.load(rstd + (r << 2)), columns)
  }
}
