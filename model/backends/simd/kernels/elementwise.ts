import type * as tf from '@tensorflow/tfjs-core'
import type { SimdBackend } from '../backend.ts'
import { ELEMENTS_PER_RANGE, kernelOrCpu, sizeOf } from './kernel.ts'

/** Operation numbers of assembly/elementwise.ts. */
const BINARY = ['Add', 'Sub', 'Multiply', 'RealDiv', 'Maximum', 'Minimum', 'SquaredDifference', 'EluGrad']
const UNARY = ['Relu', 'Step', 'Elu', 'Exp', 'Square', 'Sqrt', 'Sin', 'Cos', 'Neg']

const isFloat = (...tensors: tf.TensorInfo[]) => tensors.every(({ dtype }) => dtype === 'float32')

/** f(a, b) for one shape, a number with a tensor, or a tensor with a vector along its last axis. */
function binary(
  backend: SimdBackend,
  op: number,
  a: tf.TensorInfo,
  b: tf.TensorInfo,
): tf.TensorInfo | undefined {
  if (!isFloat(a, b)) return undefined
  const { threads } = backend
  const [sizeA, sizeB] = [sizeOf(a), sizeOf(b)]
  const same = a.shape.join() === b.shape.join()
  const joined = same && BINARY[op] === 'Add' && backend.join(a, b)
  if (joined) return joined
  const oneB = sizeB === 1 && b.shape.length <= a.shape.length
  const oneA = sizeA === 1 && a.shape.length <= b.shape.length
  if (same || oneA || oneB) {
    const out = backend.allocate(same || oneB ? a.shape : b.shape)
    const [stepA, stepB] = same ? [1, 1] : [oneB ? 1 : 0, oneB ? 0 : 1]
    const args = { op, ...backend.addresses({ a, b, out }), stepA, stepB }
    threads.run('binary', args, sizeOf(out), { grain: ELEMENTS_PER_RANGE })
    return out
  }
  const columns = a.shape[a.shape.length - 1]
  if (b.shape.length === 1 && b.shape[0] === columns && columns > 0) {
    const out = backend.allocate(a.shape)
    const args = { op, ...backend.addresses({ a, b, out }), columns }
    threads.run('binaryRows', args, sizeA / columns, { grain: Math.ceil(ELEMENTS_PER_RANGE / columns) })
    return out
  }
  return a.shape.length === b.shape.length ? repeated(backend, op, a, b) : undefined
}

/** f(a, b) where one of them has size 1 on some adjacent axes, as the gradient of a sum does. */
function repeated(
  backend: SimdBackend,
  op: number,
  a: tf.TensorInfo,
  b: tf.TensorInfo,
): tf.TensorInfo | undefined {
  const axes = a.shape.flatMap((size, i) => (size === b.shape[i] ? [] : [i]))
  const [first, last] = [axes[0], axes[axes.length - 1]]
  const isOnes = ({ shape }: tf.TensorInfo) => shape.slice(first, last + 1).every((size) => size === 1)
  if (last === a.shape.length - 1 || (!isOnes(a) && !isOnes(b))) return undefined
  const shape = isOnes(a) ? b.shape : a.shape
  const product = (sizes: readonly number[]) => sizes.reduce((x, y) => x * y, 1)
  const outer = product(shape.slice(0, first))
  const times = product(shape.slice(first, last + 1))
  const inner = product(shape.slice(last + 1))
  const out = backend.allocate(shape)
  const [timesA, timesB] = isOnes(a) ? [times, 1] : [1, times]
  const args = { op, ...backend.addresses({ a, b, out }), timesA, timesB, size: inner }
  backend.threads.run('binaryBlocks', args, outer * times, { grain: Math.ceil(ELEMENTS_PER_RANGE / inner) })
  return out
}

function unary(backend: SimdBackend, op: number, x: tf.TensorInfo): tf.TensorInfo | undefined {
  if (!isFloat(x)) return undefined
  const out = backend.allocate(x.shape)
  const args = { op, ...backend.addresses({ a: x, out }) }
  backend.threads.run('unary', args, sizeOf(x), { grain: ELEMENTS_PER_RANGE })
  return out
}

/** Sum of tensors of one shape. */
function addN(backend: SimdBackend, tensors: readonly tf.TensorInfo[]): tf.TensorInfo | undefined {
  if (tensors.length < 2 || !isFloat(...tensors)) return undefined
  const [first, ...rest] = tensors
  const out = backend.allocate(first.shape)
  const op = BINARY.indexOf('Add')
  let sum = first
  for (const tensor of rest) {
    const args = { op, ...backend.addresses({ a: sum, b: tensor, out }), stepA: 1, stepB: 1 }
    backend.threads.run('binary', args, sizeOf(out), { grain: ELEMENTS_PER_RANGE })
    sum = out
  }
  return out
}

export const elementwise = () => [
  ...BINARY.map((name, op) =>
    kernelOrCpu(name, (backend, inputs) =>
      name === 'EluGrad' ? binary(backend, op, inputs.dy, inputs.y) : binary(backend, op, inputs.a, inputs.b),
    ),
  ),
  ...UNARY.map((name, op) =>
    // A Step with a slope below zero is left to the JavaScript kernel
    kernelOrCpu<{ alpha?: number }>(name, (backend, { x }, attrs) =>
      attrs?.alpha ? undefined : unary(backend, op, x),
    ),
  ),
  kernelOrCpu('AddN', (backend, inputs) => addN(backend, inputs as unknown as tf.TensorInfo[])),
]
