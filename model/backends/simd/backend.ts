import * as tf from '@tensorflow/tfjs-core'
import type { KernelMemory } from './memory.ts'
import type { Threads } from './threads.ts'

/** Numbers of one tensor: a block of the kernels' memory, or JavaScript values where that cannot hold them. */
interface Bucket {
  readonly dtype: tf.DataType
  readonly address: number
  readonly values: tf.BackendValues
  refCount: number
}

const bytesPerNumber = (dtype: tf.DataType) => (dtype === 'bool' ? 1 : 4)

/**
 * A tfjs backend whose tensors lie in the memory that our WebAssembly kernels share with their threads. Each bucket's
 * `values` are a view of that memory, so the JavaScript kernels of tfjs-backend-cpu run on it as they are.
 */
export class SimdBackend extends tf.KernelBackend {
  readonly data = new tf.DataStorage<Bucket>(this, tf.engine())
  /** Rows and columns that the matrix product of tfjs-backend-cpu takes at once; it asks its backend. */
  readonly blockSize = 48
  readonly memoryBlock: KernelMemory
  readonly threads: Threads

  constructor(memory: KernelMemory, threads: Threads) {
    super()
    this.memoryBlock = memory
    this.threads = threads
  }

  /** A tensor whose numbers the caller writes. */
  allocate(shape: readonly number[], dtype: tf.DataType = 'float32'): tf.TensorInfo {
    const size = tf.util.sizeFromShape(shape as number[])
    return { dataId: this.#add(size, dtype), shape: shape as number[], dtype }
  }

  /** Byte address of a tensor's first number. */
  address(tensor: tf.TensorInfo): number {
    return this.data.get(tensor.dataId).address
  }

  /** A tensor over the same numbers, in another shape. */
  share(tensor: tf.TensorInfo, shape: readonly number[]): tf.TensorInfo {
    this.incRef(tensor.dataId)
    return { dataId: tensor.dataId, shape: shape as number[], dtype: tensor.dtype }
  }

  /** What kernels of tfjs-backend-cpu call to hand over their result. */
  makeTensorInfo(shape: number[], dtype: tf.DataType, values?: tf.BackendValues | string[]): tf.TensorInfo {
    const isText = dtype === 'string' && values && tf.util.isString(values[0] as string)
    const encoded = isText ? (values as string[]).map((text) => tf.util.encodeString(text)) : values
    return { dataId: this.write(encoded as tf.BackendValues, shape, dtype), shape, dtype }
  }

  /** As makeTensorInfo, for the kernels of tfjs-backend-cpu that call it so (Abs). */
  makeOutput(values: tf.BackendValues, shape: number[], dtype: tf.DataType): tf.TensorInfo {
    return this.makeTensorInfo(shape, dtype, values)
  }

  /** As in tfjs-backend-cpu; its kernels call it. */
  disposeIntermediateTensorInfo(tensor: tf.TensorInfo): void {
    this.disposeData(tensor.dataId)
  }

  override write(values: tf.BackendValues, shape: number[], dtype: tf.DataType): object {
    if (dtype === 'string' || dtype === 'complex64') {
      const dataId = {}
      this.data.set(dataId, { dtype, address: 0, values, refCount: 1 })
      return dataId
    }
    const dataId = this.#add(tf.util.sizeFromShape(shape), dtype)
    const block = this.data.get(dataId).values as Float32Array
    if (values) block.set(values as Float32Array)
    else block.fill(0)
    return dataId
  }

  override move(
    dataId: object,
    values: tf.BackendValues,
    shape: number[],
    dtype: tf.DataType,
    refCount: number,
  ) {
    if (dtype === 'string' || dtype === 'complex64') {
      this.data.set(dataId, { dtype, address: 0, values, refCount })
      return
    }
    this.#add(tf.util.sizeFromShape(shape), dtype, dataId, refCount)
    ;(this.data.get(dataId).values as Float32Array).set(values as Float32Array)
  }

  /** A copy: the block may be reused, and views of shared memory are refused by many APIs. */
  override readSync(dataId: object): tf.BackendValues {
    const { values } = this.data.get(dataId)
    return ArrayBuffer.isView(values) ? (values as Float32Array).slice() : values
  }

  override async read(dataId: object): Promise<tf.BackendValues> {
    return this.readSync(dataId)
  }

  bufferSync(tensor: tf.TensorInfo) {
    return tf.buffer(
      tensor.shape as [number],
      tensor.dtype as 'float32',
      this.readSync(tensor.dataId) as Float32Array,
    )
  }

  override refCount(dataId: object): number {
    return this.data.has(dataId) ? this.data.get(dataId).refCount : 0
  }

  override incRef(dataId: object): void {
    this.data.get(dataId).refCount++
  }

  decRef(dataId: object): void {
    if (this.data.has(dataId)) this.data.get(dataId).refCount--
  }

  override disposeData(dataId: object, force = false): boolean {
    if (!this.data.has(dataId)) return true
    const bucket = this.data.get(dataId)
    bucket.refCount--
    if (!force && bucket.refCount > 0) return false
    if (bucket.address) this.memoryBlock.free(bucket.address)
    this.data.delete(dataId)
    return true
  }

  override numDataIds(): number {
    return this.data.numDataIds()
  }

  override memory() {
    return { unreliable: false, bytesInUse: this.memoryBlock.used }
  }

  override async time(f: () => void) {
    const start = performance.now()
    f()
    return { kernelMs: performance.now() - start }
  }

  override floatPrecision(): 16 | 32 {
    return 32
  }

  override epsilon(): number {
    return 1e-7
  }

  override timerAvailable(): boolean {
    return true
  }

  where(condition: tf.Tensor): tf.Tensor2D {
    return tf.kernel_impls.whereImpl(
      condition.shape,
      this.readSync(condition.dataId) as Uint8Array,
    ) as tf.Tensor2D
  }

  override dispose(): void {}

  #add(size: number, dtype: tf.DataType, dataId: object = {}, refCount = 1): object {
    const address = this.memoryBlock.allocate(size * bytesPerNumber(dtype))
    const View = dtype === 'bool' ? Uint8Array : dtype === 'int32' ? Int32Array : Float32Array
    const values = new View(this.memoryBlock.memory.buffer as unknown as ArrayBuffer, address, size)
    this.data.set(dataId, { dtype, address, values, refCount })
    return dataId
  }
}
