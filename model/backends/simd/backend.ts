import * as tf from '@tensorflow/tfjs-core'
import { catchUp, putOff } from '../profile.ts'
import { Bucket, type Place, type Sum, type Term } from './bucket.ts'
import type { KernelMemory } from './memory.ts'
import type { Threads } from './threads.ts'

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
  readonly #deferred = new Set<Bucket>()
  #list = new Uint32Array() as Uint32Array<ArrayBufferLike>

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

  /**
   * A tensor whose numbers are a sum of terms that is taken when they are first asked for: the gradient of a weight that
   * is used several times comes in as many terms, which are cheaper added up at once than one by one. The terms' tensors
   * stay alive until then.
   */
  defer(shape: readonly number[], sum: Sum, terms: readonly Term[]): tf.TensorInfo {
    putOff(terms)
    for (const { tensors } of terms) for (const { dataId } of tensors) this.incRef(dataId)
    const tensor = { dataId: {}, shape: shape as number[], dtype: 'float32' as const }
    const bucket = new Bucket('float32', 1)
    const take = () => {
      const place = this.#place(tf.util.sizeFromShape(shape as number[]), 'float32')
      const out = { ...tensor, dataId: {} }
      this.data.set(out.dataId, new Bucket('float32', 1, place))
      try {
        catchUp(terms, () => sum(this, terms, out))
      } catch (cause) {
        this.disposeData(out.dataId)
        throw cause
      }
      this.data.delete(out.dataId)
      this.#release(bucket)
      return place
    }
    bucket.pending = { sum, terms, take }
    this.#deferred.add(bucket)
    this.data.set(tensor.dataId, bucket)
    return tensor
  }

  /** Takes all sums that were deferred; for kernels that change numbers in place, which may be terms of them. */
  settle(): void {
    for (const bucket of this.#deferred) bucket.address
  }

  /** Address of a list of 32-bit addresses for a kernel; the next list takes its place. */
  list(addresses: readonly number[]): number {
    if (addresses.length > this.#list.length) {
      const address = this.memoryBlock.allocate(4 * addresses.length)
      if (this.#list.length > 0) this.memoryBlock.free(this.#list.byteOffset)
      this.#list = new Uint32Array(this.memoryBlock.memory.buffer, address, addresses.length)
    }
    this.#list.set(addresses)
    return this.#list.byteOffset
  }

  /** a + b where both are deferred sums of one kind: deferred as well. */
  join(a: tf.TensorInfo, b: tf.TensorInfo): tf.TensorInfo | undefined {
    const [{ pending: left }, { pending: right }] = [this.data.get(a.dataId), this.data.get(b.dataId)]
    if (!left || left.sum !== right?.sum) return undefined
    return this.defer(a.shape, left.sum, [...left.terms, ...right.terms])
  }

  /** A tensor over the same numbers, in another shape. */
  share(tensor: tf.TensorInfo, shape: readonly number[]): tf.TensorInfo {
    this.incRef(tensor.dataId)
    return { dataId: tensor.dataId, shape: shape as number[], dtype: tensor.dtype }
  }

  /** A tensor's numbers where they lie. */
  floats(tensor: tf.TensorInfo): Float32Array {
    return this.data.get(tensor.dataId).values as Float32Array
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
      this.data.set(dataId, new Bucket(dtype, 1, { address: 0, values }))
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
      this.data.set(dataId, new Bucket(dtype, refCount, { address: 0, values }))
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
    if (bucket.pending) this.#release(bucket)
    else if (bucket.address) this.memoryBlock.free(bucket.address)
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
    this.data.set(dataId, new Bucket(dtype, refCount, this.#place(size, dtype)))
    return dataId
  }

  #place(size: number, dtype: tf.DataType): Place {
    const address = this.memoryBlock.allocate(size * bytesPerNumber(dtype))
    const View = dtype === 'bool' ? Uint8Array : dtype === 'int32' ? Int32Array : Float32Array
    const values = new View(this.memoryBlock.memory.buffer as unknown as ArrayBuffer, address, size)
    return { address, values }
  }

  /** Lets go of what a sum was to be taken of. */
  #release(bucket: Bucket): void {
    for (const { tensors } of bucket.pending!.terms) {
      // tfjs counts tensors' data, and may have let go of these while they were still wanted here.
      for (const { dataId } of tensors) if (this.disposeData(dataId)) tf.engine().removeDataId(dataId, this)
    }
    bucket.pending = undefined
    this.#deferred.delete(bucket)
  }
}
