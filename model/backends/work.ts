import * as tf from '@tensorflow/tfjs-core'
import type { GeneratedSizes } from '../ops/generated.ts'
import type { ProgramSizes } from '../ops/runProgram.ts'
import { thetaLayout } from '../ops/thetaLayout.ts'

/** One call of a kernel: what went in and came out. */
export interface KernelCall {
  readonly kernel: string
  readonly inputs: tf.NamedTensorInfoMap
  readonly outputs: readonly tf.TensorInfo[]
  readonly attrs: object
}

/** The least that a call has to do, on any backend. */
export interface Work {
  /** Multiplications and additions of its matrix products and convolutions; 0 where it has none. */
  readonly flop: number
  /** Bytes of its tensors, each once: what must pass between memory and processor if nothing is in a cache. */
  readonly bytes: number
  /** For a matrix product, the shapes of its matrices in memory, such as [64,8]ᵀ x [64,32]. */
  readonly product?: string
}

/** The work of a call, from the shapes of its tensors and its attributes. */
export function workOf(call: KernelCall): Work {
  const bytes = bytesOf(call)
  const { kernel, inputs, attrs } = call
  if (/MatMul$/.test(kernel)) return { ...productOf(call), bytes }
  if (/^GenerateWeights/.test(kernel)) return packedProductOf(call)
  if (/Conv2D/.test(kernel)) return { flop: convolutionFlop(call), bytes }
  if (inputs.weight) return { flop: denseFlop(call), bytes }
  if (isGenerated(attrs)) return { flop: generatedFlop(call, attrs), bytes }
  return { flop: 0, bytes }
}

/** A tensor given twice counts once; a kernel that returns its input's own numbers (Reshape) moves none. */
function bytesOf({ inputs, outputs }: KernelCall): number {
  const read = Object.values(inputs).filter((tensor) => tensor !== undefined)
  const sources = new Set(read.map(({ dataId }) => dataId))
  if (outputs.length > 0 && outputs.every(({ dataId }) => sources.has(dataId))) return 0
  const tensors = new Map([...read, ...outputs].map((tensor) => [tensor.dataId, tensor]))
  return sum([...tensors.values()].map((tensor) => sizeOf(tensor) * tf.util.bytesPerElement(tensor.dtype)))
}

/** [.., M, K] x [.., K, N], either transposed: 2 M N K for each matrix of the result. */
function productOf({ inputs, outputs, attrs }: KernelCall): { flop: number; product: string } {
  const { transposeA, transposeB } = attrs as { transposeA?: boolean; transposeB?: boolean }
  const [a, b] = [inputs.a!.shape, inputs.b!.shape]
  const k = a.at(transposeA ? -2 : -1)!
  const named = (shape: number[], transposed?: boolean) => `[${shape}]${transposed ? 'ᵀ' : ''}`
  return {
    flop: 2 * sizeOf(outputs[0]) * k,
    product: `${named(a, transposeA)} x ${named(b, transposeB)}`,
  }
}

/** A product of weights that are stored in two orders; a call reads one of them. */
function packedProductOf({ inputs, outputs }: KernelCall): Work {
  const { shape } = (inputs.h ?? inputs.dTheta)!
  const [rows, k] = shape
  const columns = outputs[0].shape[1]
  return {
    flop: 2 * rows * k * columns,
    bytes: 4 * (rows * k + k * columns + rows * columns),
    product: `[${shape}] x [${k},${columns}]`,
  }
}

/** A convolution or one of its gradients: every tap of the filter once at every position. */
function convolutionFlop({ inputs, outputs }: KernelCall): number {
  const filter = inputs.filter ?? outputs[0]
  const y = inputs.dy ?? outputs[0]
  const [channels] = y.shape.slice(-1)
  return 2 * sizeOf(filter) * (sizeOf(y) / channels)
}

/** Products in a call: x W forwards, and both W dy and x dy in the gradient. */
const passes = ({ kernel }: KernelCall) => (/Grad$/.test(kernel) ? 2 : 1)

/** A dense layer: [R, I] x [I, U]. */
function denseFlop(call: KernelCall): number {
  const { x, weight } = call.inputs
  return 2 * passes(call) * sizeOf(weight!) * (sizeOf(x!) / weight!.shape[0])
}

const isGenerated = (attrs: object): attrs is GeneratedSizes =>
  ['patch', 'z', 'e', 'hidden'].every((name) => name in attrs)

/** The generated layers of B programs at each glimpse. */
function generatedFlop(call: KernelCall, attrs: GeneratedSizes): number {
  const { glimpses = 1 } = attrs as Partial<ProgramSizes>
  const matrices = thetaLayout(attrs).entries.filter(({ shape }) => shape.length === 2)
  const [programs] = call.inputs.theta!.shape
  return 2 * passes(call) * programs * glimpses * sum(matrices.map(({ size }) => size))
}

const sizeOf = ({ shape }: tf.TensorInfo) => tf.util.sizeFromShape(shape)

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0)
