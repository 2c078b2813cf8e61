// A hidden layer of the hypernetwork: dense, layer norm, elu. Its sizes are small (64 x 64), so that a batch's worth of
// it is done before another thread would have woken.
import { product } from './gemm'
import { layerNorm, layerNormGrad } from './layerNorm'

/** Rows [from, to) of y [R, U] = elu(layerNorm(x W + bias) gamma + beta); normalized [R, U] and rstd [R] as layerNorm. */
export function hiddenLayer(
  x: usize, weight: usize, bias: usize, gamma: usize, beta: usize, y: usize, normalized: usize, rstd: usize,
  inputs: i32, units: i32, epsilon: f32,
  from: i32, to: i32,
): void {
  const rowX = <usize>inputs << 2
  const rowY = <usize>units << 2
  const out = y + <usize>from * rowY
  for (let r = from; r < to; r++) memory.copy(y + <usize>r * rowY, bias, rowY)
  product(x + <usize>from * rowX, rowX, 4, weight, rowY, 4, out, rowY, to - from, units, inputs, true)
  layerNorm(y, gamma, beta, y, normalized, rstd, units, epsilon, 1, from, to)
}

/** Rows [from, to) of dx [R, I] and of dPre [R, U], the gradient of x W + bias; dAffine [R, U] as layerNormGrad. */
export function hiddenLayerGrad(
  dy: usize, weight: usize, normalized: usize, rstd: usize, gamma: usize, beta: usize,
  dPre: usize, dAffine: usize, dx: usize,
  inputs: i32, units: i32,
  from: i32, to: i32,
): void {
  const rowX = <usize>inputs << 2
  const rowY = <usize>units << 2
  layerNormGrad(dy, normalized, rstd, gamma, beta, dPre, dAffine, units, 1, from, to)
  const d = dPre + <usize>from * rowY
  product(d, rowY, 4, weight, 4, rowY, dx + <usize>from * rowX, rowX, to - from, inputs, units, false)
}
