import * as tf from '@tensorflow/tfjs-core'
import type { SimdBackend } from '../backend.ts'
import { bytesPerNumber } from '../memory.ts'
import { ELEMENTS_PER_RANGE, fillZeros, kernel, kernelOrCpu } from './kernel.ts'

/**
 * Always converts: the kernel of tfjs-backend-cpu shares the input's bytes where no number would change, but our kernels
 * read memory by type.
 */
function cast(backend: SimdBackend, { x }: Record<string, tf.TensorInfo>, { dtype }: { dtype: tf.DataType }) {
  if (x.dtype === dtype) return backend.share(x, x.shape)
  const values = backend.floats(x)
  // A cast to int32 cuts the fraction off, as tfjs specifies.
  const given = dtype === 'bool' ? values.map((value) => (value === 0 ? 0 : 1)) : values
  return backend.makeTensorInfo(x.shape, dtype, given)
}

/** How many pieces of that many bytes a thread copies at once. */
const ofBytes = (bytes: number) => ({ grain: Math.ceil((4 * ELEMENTS_PER_RANGE) / bytes) })

/** The entries of `value` along an axis, copied piece by piece. */
function unpack(
  backend: SimdBackend,
  { value }: Record<string, tf.TensorInfo>,
  { axis }: { axis: number },
): tf.TensorInfo[] | undefined {
  if (value.dtype === 'string') return undefined
  const at = axis < 0 ? axis + value.shape.length : axis
  const count = value.shape[at]
  const outer = tf.util.sizeFromShape(value.shape.slice(0, at))
  const inner = tf.util.sizeFromShape(value.shape.slice(at + 1))
  const shape = value.shape.toSpliced(at, 1)
  const from = backend.address(value)
  const bytes = inner * bytesPerNumber(value.dtype)
  return Array.from({ length: count }, (_, i) => {
    const entry = backend.allocate(shape, value.dtype)
    const source = { source: from + i * bytes, sourceStep: count * bytes }
    const args = { ...source, target: backend.address(entry), targetStep: bytes, bytes }
    backend.threads.run('copyPieces', args, outer, ofBytes(bytes))
    return entry
  })
}

/** Tensors of one shape, stacked along a new axis: copied piece by piece. */
function pack(
  backend: SimdBackend,
  inputs: Record<string, tf.TensorInfo>,
  { axis }: { axis: number },
): tf.TensorInfo | undefined {
  const entries = Object.values(inputs)
  const { shape, dtype } = entries[0]
  const isAlike = entries.every((entry) => entry.dtype === dtype && entry.shape.join() === shape.join())
  if (dtype === 'string' || !isAlike) return undefined // text, and what the JavaScript kernel rejects
  const at = axis < 0 ? axis + shape.length + 1 : axis
  const outer = tf.util.sizeFromShape(shape.slice(0, at))
  const inner = tf.util.sizeFromShape(shape.slice(at))
  const out = backend.allocate(shape.toSpliced(at, 0, entries.length), dtype)
  const to = backend.address(out)
  const bytes = inner * bytesPerNumber(dtype)
  entries.forEach((entry, i) => {
    const target = { target: to + i * bytes, targetStep: entries.length * bytes }
    const args = { source: backend.address(entry), sourceStep: bytes, ...target, bytes }
    backend.threads.run('copyPieces', args, outer, ofBytes(bytes))
  })
  return out
}

/** Kernels that only rename, copy, convert or fill numbers. */
export const shapes = () => [
  kernel('Identity', (backend, { x }) => backend.share(x, x.shape)),
  kernel<{ shape: number[] }>('Reshape', (backend, { x }, { shape }) =>
    backend.share(x, tf.util.inferFromImplicitShape(shape, tf.util.sizeFromShape(x.shape))),
  ),
  kernel<{ dtype: tf.DataType }>('Cast', cast),
  kernelOrCpu<{ axis: number }>('Pack', pack),
  kernelOrCpu<{ axis: number }>('Unpack', unpack),
  kernelOrCpu('ZerosLike', (backend, { x }) =>
    x.dtype === 'float32' ? fillZeros(backend, backend.allocate(x.shape)) : undefined,
  ),
]
