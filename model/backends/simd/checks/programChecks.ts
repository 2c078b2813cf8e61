import { ACTION } from '../../../ops/programConstants.ts'
import type { ProgramSizes } from '../../../ops/runProgram.ts'
import { thetaLayout } from '../../../ops/thetaLayout.ts'
import { callKernel, type KernelName, type Kernels } from '../kernelCalls.ts'
import { addressesOf, type Block, type CheckBlocks, type KernelCheck } from './check.ts'

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

/**
 * Sizes that run every loop of the kernels: rows of 81 = 64 + 32 - 15 numbers, of 32, of 21 and 6 in overlapping groups
 * of four, and of 3 one by one.
 */
const SIZES = {
  patch: 9,
  z: 3,
  e: 6,
  hidden: 21,
  activation: 'layernorm-elu',
  glimpses: 2,
  offset: 1.3,
} as const satisfies ProgramSizes

/** The generated layers in scalar code, given the names of their weights. */
function generated(theta: readonly Dual[]) {
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
  return { weights, dense, recur, decode }
}

/** One glimpse: [state, policy, action, decoded]. */
function glimpse([theta, patch, action, hState, hPolicy]: Dual[][]): Dual[][] {
  const { dense, recur, decode } = generated(theta)
  const parts = [...dense(patch, 'enc.patch'), ...dense(action, 'enc.action')]
  const e = ['1', '2', '3'].reduce((x, layer) => dense(x, `enc.join${layer}`), parts)
  const state = recur('fState', hState, e)
  const policy = recur('fPolicy', hPolicy, e)
  return [state, policy, decode('decAction', policy).map(sine), decode('decPatch', state).map(relu)]
}

/** A whole program: [canvas, states, actions, patches]. */
function program([theta, patch0, action0]: Dual[][]): Dual[][] {
  const { weights } = generated(theta)
  let [state, policy] = [weights('fState.initial'), weights('fPolicy.initial')]
  let [patch, action] = [patch0, action0]
  let canvas: Dual[] = patch0.map(() => [0, 0])
  const [states, actions, patches]: Dual[][] = [[], [], []]
  for (let t = 0; t < SIZES.glimpses; t++) {
    ;[state, policy, action, patch] = glimpse([theta, patch, action, state, policy])
    const placed = place(patch, action)
    canvas = canvas.map((v, i) => add(v, placed[i]))
    states.push(...state)
    actions.push(...action)
    patches.push(...patch)
  }
  return [canvas, states, actions, patches]
}

/** The patch placed on a canvas of the patch's own side. */
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

const PIXELS = SIZES.patch ** 2
const SIZE_ARGUMENTS = {
  patchSide: SIZES.patch,
  zSize: SIZES.z,
  eSize: SIZES.e,
  hiddenSize: SIZES.hidden,
  isActivated: 1,
}
const PROGRAM_ARGUMENTS = { ...SIZE_ARGUMENTS, glimpses: SIZES.glimpses, offset: SIZES.offset }

/** The blocks that one run of a kernel reads and writes. */
interface Run {
  readonly inputs: readonly Block[]
  readonly outputs: readonly Block[]
  readonly saved: Block
}

/** A kernel, the kernels of its gradient, and the same in scalar code. */
interface Differentiable {
  readonly kernel: KernelName
  /** How many numbers each input and output has. */
  readonly inputs: readonly number[]
  readonly outputs: readonly number[]
  readonly glimpses: number
  readonly scalar: (inputs: Dual[][]) => Dual[][]
  /** Runs the kernel for one program. */
  readonly forward: (kernels: Kernels, run: Run) => void
  /** Runs the gradient kernels for one program: `received` are the gradients of the outputs, then those of the inputs. */
  readonly gradient: (
    kernels: Kernels,
    blocks: CheckBlocks,
    run: Run,
    received: readonly Block[],
    gradients: readonly Block[],
  ) => void
}

const THETA = thetaLayout(SIZES).size

const GLIMPSE: Differentiable = {
  kernel: 'glimpse',
  inputs: [THETA, PIXELS, ACTION, SIZES.z, SIZES.z],
  outputs: [SIZES.z, SIZES.z, ACTION, PIXELS],
  glimpses: 1,
  scalar: glimpse,
  forward: (kernels, { inputs, outputs, saved }) => {
    const [theta, patch, action, hState, hPolicy] = inputs
    const [state, policy, actionOut, decoded] = outputs
    const read = addressesOf({ theta, patch, action, hState, hPolicy })
    const written = addressesOf({ state, policy, actionOut, decoded, saved })
    callKernel(kernels, 'glimpse', { ...read, ...written, ...SIZE_ARGUMENTS }, 0, 1)
  },
  gradient: (kernels, blocks, { inputs, outputs, saved }, received, gradients) => {
    const [dState, dPolicy, dAction, dDecoded] = received
    const [theta, patch, action, hState, hPolicy] = inputs
    const decoded = outputs[3]
    const [dTheta, dPatch, dActionIn, dHState, dHPolicy] = gradients
    const frames = blocks.zeros(sizeOf(kernels, 'glimpseFrameSize'))
    const read = { dState, dPolicy, dAction, dDecoded, theta, patch, action, hState, hPolicy, decoded, saved }
    const written = { frames, dPatch, dActionIn, dHState, dHPolicy }
    const args = { ...addressesOf(read), ...addressesOf(written), ...SIZE_ARGUMENTS }
    callKernel(kernels, 'glimpseGrad', args, 0, 1)
    const list = blocks.list(frames.address)
    const ofTheta = { list, glimpses: 1, dTheta: dTheta.address, ...SIZE_ARGUMENTS }
    callKernel(kernels, 'glimpseThetaGrad', ofTheta, 0, 1)
  },
}

const PROGRAM: Differentiable = {
  kernel: 'runProgram',
  inputs: [THETA, PIXELS, ACTION],
  outputs: [PIXELS, SIZES.glimpses * SIZES.z, SIZES.glimpses * ACTION, SIZES.glimpses * PIXELS],
  glimpses: SIZES.glimpses,
  scalar: program,
  forward: (kernels, { inputs, outputs, saved }) => {
    const [theta, patch0, action0] = inputs
    const [canvas, states, actions, patches] = outputs
    const addresses = addressesOf({ theta, patch0, action0, canvas, states, actions, patches, saved })
    callKernel(kernels, 'runProgram', { ...addresses, ...PROGRAM_ARGUMENTS }, 0, 1)
  },
  gradient: (kernels, _, { inputs, outputs, saved }, received, gradients) => {
    const [dCanvas, dStates, dActions, dPatches] = received
    const [theta, patch0, action0] = inputs
    const [, , actions, patches] = outputs
    const [dTheta, dPatch0, dAction0] = gradients
    const read = { dCanvas, dStates, dActions, dPatches, theta, patch0, action0, actions, patches, saved }
    const args = { ...addressesOf(read), ...addressesOf({ dTheta, dPatch0, dAction0 }), ...PROGRAM_ARGUMENTS }
    callKernel(kernels, 'runProgramGrad', args, 0, 1)
  },
}

/** How many numbers a glimpse's frame has, or a glimpse saves. */
function sizeOf(kernels: Kernels, size: 'glimpseFrameSize' | 'glimpseSavedSize'): number {
  const { patchSide, zSize, eSize, hiddenSize, isActivated } = SIZE_ARGUMENTS
  return kernels[size](patchSide, zSize, eSize, hiddenSize, isActivated)
}

/** Runs the kernel for one program, on random inputs. */
function forward(of: Differentiable, kernels: Kernels, blocks: CheckBlocks): Run {
  const inputs = of.inputs.map((count) => blocks.numbers(count))
  for (let i = 0; i < THETA; i++) inputs[0].values[i] *= 0.4
  const outputs = of.outputs.map((count) => blocks.zeros(count))
  const saved = blocks.zeros(of.glimpses * sizeOf(kernels, 'glimpseSavedSize'))
  const run = { inputs, outputs, saved }
  of.forward(kernels, run)
  return run
}

function outputCheck(of: Differentiable): KernelCheck {
  return {
    kernel: of.kernel,
    run: (kernels, blocks) => {
      const { inputs, outputs } = forward(of, kernels, blocks)
      const expected = of.scalar(inputs.map(({ values }) => Array.from(values, (v): Dual => [v, 0])))
      const actual = outputs.flatMap(({ values }) => [...values])
      return [Float32Array.from(actual), expected.flatMap((x) => x.map(([v]) => v))]
    },
  }
}

/** Compares the slopes of a weighted sum of the outputs along a random direction of all inputs. */
function gradientCheck(of: Differentiable, kernel: KernelName): KernelCheck {
  return {
    kernel,
    run: (kernels, blocks) => {
      const run = forward(of, kernels, blocks)
      const { inputs } = run
      const received = of.outputs.map((count) => blocks.numbers(count))
      const gradients = of.inputs.map((count) => blocks.zeros(count))
      of.gradient(kernels, blocks, run, received, gradients)

      const direction = of.inputs.map((count) => blocks.numbers(count).values)
      const along = inputs.map(({ values }, k) => Array.from(values, (v, i): Dual => [v, direction[k][i]]))
      const moved = of.scalar(along)
      const slopes = received.map(({ values }, k) => values.reduce((s, w, i) => s + w * moved[k][i][1], 0))
      const products = gradients.flatMap(({ values }, k) => Array.from(values, (g, i) => g * direction[k][i]))
      // The error of the sum is relative to the size of the products.
      const size = products.reduce((s, p) => s + Math.abs(p), 0)
      const total = products.reduce((s, p) => s + p, 0)
      return [Float32Array.of(total, size), [slopes.reduce((s, v) => s + v, 0), size]]
    },
  }
}

/** The fused kernels of one glimpse and of whole programs. */
export const PROGRAM_CHECKS: readonly KernelCheck[] = [
  outputCheck(GLIMPSE),
  gradientCheck(GLIMPSE, 'glimpseGrad'),
  gradientCheck(GLIMPSE, 'glimpseThetaGrad'),
  outputCheck(PROGRAM),
  gradientCheck(PROGRAM, 'runProgramGrad'),
]
