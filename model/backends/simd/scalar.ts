/** The fused kernels' functions once more, as plain loops in float64: what the self-check compares kernels with. */
import { EPSILON } from '../../ops/layerNorm.ts'
import type { ProgramSizes } from '../../ops/runProgram.ts'
import { thetaLayout } from '../../ops/thetaLayout.ts'
import { dot } from './slopes.ts'

type Row = ArrayLike<number>

export const elu = (x: number) => (x > 0 ? x : Math.expm1(x))

/** Mean and biased variance. */
export function moments(x: readonly number[]): { mean: number; variance: number } {
  const mean = x.reduce((a, b) => a + b, 0) / x.length
  return { mean, variance: x.reduce((sum, v) => sum + (v - mean) ** 2, 0) / x.length }
}

export function normalized(x: readonly number[]): number[] {
  const { mean, variance } = moments(x)
  return x.map((v) => (v - mean) / Math.sqrt(variance + EPSILON))
}

/** An image [height, height] seen through a matrix, [side, side]; zeros outside. */
export function sampled(image: Row, height: number, m: Row, side: number): number[] {
  const pixel = (x: number, y: number) =>
    x >= 0 && y >= 0 && x < height && y < height ? image[y * height + x] : 0
  const place = (i: number) => (side > 1 ? (2 * i) / (side - 1) - 1 : 0)
  return Array.from({ length: side * side }, (_, i) => {
    const [u, v] = [place(i % side), place(Math.floor(i / side))]
    const [x, y] = [0, 3].map((k) => ((m[k] * u + m[k + 1] * v + m[k + 2] + 1) * (height - 1)) / 2)
    const [left, top] = [Math.floor(x), Math.floor(y)]
    const line = (row: number) => pixel(left, row) * (left + 1 - x) + pixel(left + 1, row) * (x - left)
    return line(top) * (top + 1 - y) + line(top + 1) * (y - top)
  })
}

interface Glimpse {
  readonly state: Row
  readonly policy: Row
  readonly action: Row
  readonly decoded: Row
}

/** One glimpse of one program, as `glimpseReference`; generated states where `previous` is left out. */
export function glimpsed(
  theta: Row,
  patch: Row,
  action: Row,
  previous: Pick<Glimpse, 'state' | 'policy'> | undefined,
  sizes: Omit<ProgramSizes, 'glimpses' | 'offset'>,
): Glimpse {
  const entries = new Map(thetaLayout(sizes).entries.map((entry) => [entry.name, entry]))
  const row = (name: string) => {
    const { offset, size } = entries.get(name)!
    return Array.from({ length: size }, (_, i) => theta[offset + i])
  }
  const product = (x: Row, name: string) => {
    const { offset, shape } = entries.get(name)!
    const y = new Array<number>(shape[1]).fill(0)
    for (let k = 0; k < shape[0]; k++) {
      for (let j = 0; j < shape[1]; j++) y[j] += x[k] * theta[offset + k * shape[1] + j]
    }
    return y
  }
  const plus = (a: readonly number[], b: Row) => a.map((v, i) => v + b[i])
  const dense = (x: Row, name: string) => {
    const y = plus(product(x, `${name}.weight`), row(`${name}.bias`))
    return sizes.activation === 'layernorm-elu' ? normalized(y).map(elu) : y
  }
  const deep = (x: Row, names: readonly string[]) => names.reduce(dense, x)
  const joined = [...dense(patch, 'enc.patch'), ...dense(action, 'enc.action')]
  const e = deep(joined, ['enc.join1', 'enc.join2', 'enc.join3'])
  const step = (name: string, h: Row = row(`${name}.initial`)) =>
    plus(plus(product(h, `${name}.Wh`), product(e, `${name}.Wx`)), row(`${name}.bias`)).map(elu)
  const decode = (head: string, h: Row) =>
    product(
      deep(
        h,
        [1, 2, 3].map((layer) => `${head}.${layer}`),
      ),
      `${head}.4.weight`,
    )
  const state = step('fState', previous?.state)
  const policy = step('fPolicy', previous?.policy)
  return {
    state,
    policy,
    action: decode('decAction', policy).map(Math.sin),
    decoded: decode('decPatch', state).map((v) => Math.max(v, 0)),
  }
}

/** One whole program: its glimpses and its canvas. */
export function drawn(theta: Row, patch0: Row, action0: Row, sizes: ProgramSizes): [Glimpse[], number[]] {
  const canvas = new Array<number>(sizes.patch ** 2).fill(0)
  const glimpses: Glimpse[] = []
  let [patch, action] = [patch0, action0]
  for (let t = 0; t < sizes.glimpses; t++) {
    const seen = glimpsed(theta, patch, action, glimpses.at(-1), sizes)
    glimpses.push(seen)
    patch = seen.decoded
    action = seen.action
    const matrix = Array.from(action, (v, i) => (i === 0 || i === 4 ? v + sizes.offset : v))
    sampled(patch, sizes.patch, matrix, sizes.patch).forEach((v, i) => {
      canvas[i] += v
    })
  }
  return [glimpses, canvas]
}

export { dot }
