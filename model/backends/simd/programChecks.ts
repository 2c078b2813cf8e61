import type { ProgramSizes } from '../../ops/runProgram.ts'
import { thetaLayout } from '../../ops/thetaLayout.ts'
import type { Kernels } from './module.ts'
import type { Block, CheckBlocks, KernelCheck } from './selfCheck.ts'

/** A number and its derivative along a direction: forward-mode differentiation checks the kernels' backward mode. */
type Dual = readonly [value: number, slope: number]

const add = (a: Dual, b: Dual): Dual => [a[0] + b[0], a[1] + b[1]]
const times = (a: Dual, b: Dual): Dual => [a[0] * b[0], a[0] * b[1] + a[1] * b[0]]
const shift = (a: Dual, by: number, factor = 1): Dual => [factor * a[0] + by, factor * a[1]]
const sum = (x: readonly Dual[]) => x.reduce(add, [0, 0])
const relu = (a: Dual): Dual => (a[0] > 0 ? a : [0, 0])
const sine = ([v, d]: Dual): Dual => [Math.sin(v), Math.cos(v) * d]
const elu = (a: Dual): Dual => (a[0] > 0 ? a : [Math.exp(a[0]) - 1, Math.exp(a[0]) * a[1]])

/** (x - mean) / sqrt(variance + 1e-5) */
function normalized(x: readonly Dual[]): Dual[] {
  const mean = shift(sum(x), 0, 1 / x.length)
  const centred = x.map((v) => add(v, shift(mean, 0, -1)))
  const variance = shift(sum(centred.map((v) => times(v, v))), 1e-5, 1 / x.length)
  const root = Math.sqrt(variance[0])
  const scale: Dual = [1 / root, (-0.5 * variance[1]) / root ** 3]
  return centred.map((v) => times(v, scale))
}

/** Sizes that run every loop of the kernels and every remainder: rows of 81 = 64 + 16 + 1 and 21 = 16 + 4 + 1 numbers. */
const SIZES = {
  patch: 9,
  z: 7,
  e: 6,
  hidden: 21,
  activation: 'layernorm-elu',
  glimpses: 2,
  offset: 1.3,
} as const satisfies ProgramSizes

/** A whole program in scalar code, by the names of its generated numbers. */
function program(theta: readonly Dual[], patch0: readonly Dual[], action0: readonly Dual[]) {
  const entries = new Map(thetaLayout(SIZES).entries.map((entry) => [entry.name, entry]))
  const weights = (name: string) => {
    const { offset, size } = entries.get(name)!
    return theta.slice(offset, offset + size)
  }
  const product = (x: readonly Dual[], name: string) => {
    const W = weights(name)
    const units = W.length / x.length
    return Array.from({ length: units }, (_, j) => sum(x.map((v, k) => times(v, W[k * units + j]))))
  }
  const plus = (x: readonly Dual[], name: string) => weights(name).map((b, i) => add(x[i], b))
  const dense = (x: readonly Dual[], name: string) =>
    normalized(plus(product(x, `${name}.weight`), `${name}.bias`)).map(elu)
  const recur = (name: string, h: readonly Dual[], e: readonly Dual[]) => {
    const fromE = product(e, `${name}.Wx`)
    return plus(product(h, `${name}.Wh`), `${name}.bias`).map((v, i) => elu(add(v, fromE[i])))
  }
  const decode = (head: string, h: readonly Dual[]) =>
    product(
      ['1', '2', '3'].reduce((x, layer) => dense(x, `${head}.${layer}`), h),
      `${head}.4.weight`,
    )

  let [patch, action] = [patch0, action0]
  let state = weights('fState.initial')
  let policy = weights('fPolicy.initial')
  let canvas: Dual[] = patch0.map(() => [0, 0])
  const drawn = { states: [] as Dual[], actions: [] as Dual[], patches: [] as Dual[] }
  for (let t = 0; t < SIZES.glimpses; t++) {
    const parts = [...dense(patch, 'enc.patch'), ...dense(action, 'enc.action')]
    const e = ['1', '2', '3'].reduce((x, layer) => dense(x, `enc.join${layer}`), parts)
    state = recur('fState', state, e)
    policy = recur('fPolicy', policy, e)
    patch = decode('decPatch', state).map(relu)
    action = decode('decAction', policy).map(sine)
    const placed = place(patch, action)
    canvas = canvas.map((v, i) => add(v, placed[i]))
    drawn.states.push(...state)
    drawn.actions.push(...action)
    drawn.patches.push(...patch)
  }
  return [canvas, drawn.states, drawn.actions, drawn.patches]
}

/** The patch on a canvas of its own side. */
function place(patch: readonly Dual[], [a, b, tx, c, d, ty]: readonly Dual[]): Dual[] {
  const { patch: side, offset } = SIZES
  const half = (side - 1) / 2
  const at = (x: number, y: number): Dual =>
    x >= 0 && x < side && y >= 0 && y < side ? patch[y * side + x] : [0, 0]
  return patch.map((_, i) => {
    const u = (i % side) / half - 1
    const v = Math.floor(i / side) / half - 1
    const x = shift(sum([shift(a, offset * u, u), shift(b, 0, v), tx]), half, half)
    const y = shift(sum([shift(c, 0, u), shift(d, offset * v, v), ty]), half, half)
    const [left, top] = [Math.floor(x[0]), Math.floor(y[0])]
    const corners = [0, 1].flatMap((right) =>
      [0, 1].map((below) => {
        const wx = right ? shift(x, -left) : shift(x, left + 1, -1)
        const wy = below ? shift(y, -top) : shift(y, top + 1, -1)
        return times(at(left + right, top + below), times(wx, wy))
      }),
    )
    return sum(corners)
  })
}

const OUTPUT_COUNTS = [
  SIZES.patch ** 2,
  SIZES.glimpses * SIZES.z,
  SIZES.glimpses * 6,
  SIZES.glimpses * SIZES.patch ** 2,
]
const INPUT_COUNTS = [thetaLayout(SIZES).size, SIZES.patch ** 2, 6]
const SIZE_ARGUMENTS = [SIZES.patch, SIZES.z, SIZES.e, SIZES.hidden, 1]
const PROGRAM_ARGUMENTS = [...SIZE_ARGUMENTS, SIZES.glimpses, SIZES.offset]

/** One program run forward by the kernel: its inputs, its outputs and what it saved. */
function forward(kernels: Kernels, blocks: CheckBlocks): { inputs: Block[]; outputs: Block[]; saved: Block } {
  const inputs = INPUT_COUNTS.map((count) => blocks.numbers(count))
  for (let i = 0; i < INPUT_COUNTS[0]; i++) inputs[0].values[i] *= 0.4
  const outputs = OUTPUT_COUNTS.map((count) => blocks.zeros(count))
  const savedSize = kernels.glimpseSavedSize(...SIZE_ARGUMENTS) as unknown as number
  const saved = blocks.zeros(SIZES.glimpses * savedSize)
  const addresses = [...inputs, ...outputs, saved].map(({ address }) => address)
  kernels.runProgram(...addresses, ...PROGRAM_ARGUMENTS, 0, 1)
  return { inputs, outputs, saved }
}
/** The fused program kernels, which share their glimpse with the kernels of one glimpse. */
export const PROGRAM_CHECKS: readonly KernelCheck[] = [
  {
    kernel: 'runProgram',
    run: (kernels, blocks) => {
      const { inputs, outputs } = forward(kernels, blocks)
      const [theta, patch, action] = inputs.map(({ values }) => Array.from(values, (v): Dual => [v, 0]))
      const actual = outputs.flatMap(({ values }) => [...values])
      return [Float32Array.from(actual), program(theta, patch, action).flatMap((x) => x.map(([v]) => v))]
    },
  },
  {
    kernel: 'runProgramGrad',
    run: (kernels, blocks) => {
      const { inputs, outputs, saved } = forward(kernels, blocks)
      const received = OUTPUT_COUNTS.map((count) => blocks.numbers(count))
      const gradients = INPUT_COUNTS.map((count) => blocks.zeros(count))
      const [, , actions, patches] = outputs
      const all = [...received, ...inputs, actions, patches, saved, ...gradients]
      kernels.runProgramGrad(...all.map(({ address }) => address), ...PROGRAM_ARGUMENTS, 0, 1)

      const direction = INPUT_COUNTS.map((count) => blocks.numbers(count).values)
      const along = inputs.map(({ values }, k) => Array.from(values, (v, i): Dual => [v, direction[k][i]]))
      const moved = program(along[0], along[1], along[2])
      const slopes = received.map(({ values }, k) => values.reduce((s, w, i) => s + w * moved[k][i][1], 0))
      const products = gradients.flatMap(({ values }, k) => Array.from(values, (g, i) => g * direction[k][i]))
      // The size of the products is what the error of their sum is relative to.
      const size = products.reduce((s, p) => s + Math.abs(p), 0)
      const total = products.reduce((s, p) => s + p, 0)
      return [Float32Array.of(total, size), [slopes.reduce((s, v) => s + v, 0), size]]
    },
  },
]
