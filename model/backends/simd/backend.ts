import * as tf from '@tensorflow/tfjs-core'
import type { GraphMaker } from '../../ops/compiled.ts'
import { currentCalls, deferTerms, runDeferred } from '../profile.ts'
import { type Blocks, bytesPerNumber, type KernelMemory } from './memory.ts'
import type { Recording } from './recording.ts'
import { type Place, TensorData } from './tensorData.ts'
import type { Threads } from './threads.ts'

/** One term of a deferred sum: tensors, which it keeps alive, and what else the sum needs to know. */
export interface Term {
  readonly tensors: readonly tf.TensorInfo[]
  readonly attrs?: object
}

/** Computes the sum of some terms into `out`. */
export type Sum = (backend: SimdBackend, terms: readonly Term[], out: tf.TensorInfo) => void

/** Groups of terms that one kernel can add up together: those with the same shapes and attributes. */
export function alike(terms: readonly Term[]): Iterable<readonly Term[]> {
  const kind = ({ tensors, attrs }: Term) => JSON.stringify([tensors.map(({ shape }) => shape), attrs])
  return Map.groupBy(terms, kind).values()
}

/** Length of the list that is allocated at the start, 32-bit words: more than a model's update takes. */
const LIST_WORDS = 4096

/**
 * A tfjs backend whose tensors lie in the memory that our WebAssembly kernels share with their threads. Their data's
 * `values` are views of that memory, so the JavaScript kernels of tfjs-backend-cpu run on it as they are.
 */
export class SimdBackend extends tf.KernelBackend implements GraphMaker {
  readonly data = new tf.DataStorage<TensorData>(this, tf.engine())
  /** Rows and columns of a block in the matrix product of tfjs-backend-cpu, which asks its backend for this. */
  readonly blockSize = 48
  readonly memoryBlock: KernelMemory
  readonly threads: Threads
  /** Makes the graph of a computation; start() installs it (graph.ts). */
  trace: GraphMaker['trace']
  readonly #deferred = new Map<TensorData, { readonly sum: Sum; readonly terms: readonly Term[] }>()
  #recording: Recording | undefined
  #list: Uint32Array

  constructor(memory: KernelMemory, threads: Threads) {
    super()
    this.memoryBlock = memory
    this.threads = threads
    this.#list = this.#words(LIST_WORDS)
  }

  /** The recording in progress. */
  get recording(): Recording | undefined {
    return this.#recording
  }

  /** Runs `task` and records what kernels do for it; must not be called within another recording. */
  record<T>(recording: Recording, task: () => T): T {
    const { threads } = this
    this.#recording = recording
    threads.onWork = (work) => recording.steps.push({ work, calls: currentCalls() })
    try {
      return task()
    } finally {
      this.#recording = undefined
      threads.onWork = undefined
    }
  }

  /** A tensor whose numbers a kernel writes. */
  allocate(shape: readonly number[], dtype: tf.DataType = 'float32'): tf.TensorInfo {
    const size = tf.util.sizeFromShape(shape as number[])
    const dataId = {}
    this.data.set(dataId, new TensorData(this, dtype, 1, this.#place(size, dtype)))
    return { dataId, shape: shape as number[], dtype }
  }

  /** A tensor over numbers in memory that somebody else frees. */
  borrow({ address, shape, dtype }: { address: number; shape: number[]; dtype: tf.DataType }): tf.TensorInfo {
    const place = { address, values: this.#view(address, tf.util.sizeFromShape(shape), dtype) }
    const dataId = {}
    this.data.set(dataId, new TensorData(this, dtype, 1, place))
    return { dataId, shape, dtype }
  }

  /** Byte address of a tensor's first number. */
  address(tensor: tf.TensorInfo): number {
    return this.data.get(tensor.dataId).address
  }

  /** Byte addresses of tensors by name, for kernels; 0 where there is no tensor. */
  addresses<Name extends string>(
    tensors: Readonly<Record<Name, tf.TensorInfo | undefined>>,
  ): Record<Name, number> {
    // Made for each kernel of a parse: a loop takes a quarter of the time of Object.fromEntries.
    const found = {} as Record<Name, number>
    for (const name in tensors) {
      const tensor = tensors[name]
      found[name] = tensor ? this.address(tensor) : 0
    }
    return found
  }

  /**
   * A tensor whose numbers are a sum of terms that is computed when they are first needed: the gradient of a weight that
   * is used several times comes in as many terms, which are cheaper to add up at once than one by one. The terms' tensors
   * stay alive until then.
   */
  defer(shape: readonly number[], sum: Sum, terms: readonly Term[]): tf.TensorInfo {
    deferTerms(terms)
    for (const { tensors } of terms) for (const { dataId } of tensors) this.incRef(dataId)
    const tensor = { dataId: {}, shape: shape as number[], dtype: 'float32' as const }
    const data = new TensorData(this, 'float32', 1)
    data.compute = () => {
      const place = this.#place(tf.util.sizeFromShape(shape as number[]), 'float32')
      const out = { ...tensor, dataId: {} }
      this.data.set(out.dataId, new TensorData(this, 'float32', 1, place))
      try {
        runDeferred(terms, () => sum(this, terms, out))
      } catch (cause) {
        this.disposeData(out.dataId)
        throw cause
      }
      this.data.delete(out.dataId)
      this.#release(data)
      return place
    }
    this.#deferred.set(data, { sum, terms })
    this.data.set(tensor.dataId, data)
    return tensor
  }

  /** Computes all deferred sums; for kernels that change numbers in place, which may be terms of these. */
  settle(): void {
    for (const data of this.#deferred.keys()) data.address
  }

  /** Address of a list of 32-bit addresses for a kernel; the next list takes its place. */
  list(addresses: readonly number[]): number {
    if (this.#recording) {
      const address = this.#recording.keep(4 * addresses.length)
      new Uint32Array(this.memoryBlock.memory.buffer, address, addresses.length).set(addresses)
      return address
    }
    if (addresses.length > this.#list.length) {
      this.memoryBlock.free(this.#list.byteOffset)
      this.#list = this.#words(addresses.length)
    }
    this.#list.set(addresses)
    return this.#list.byteOffset
  }

  /** a + b, deferred as well, where both are deferred sums of one kind; undefined where they are not. */
  join(a: tf.TensorInfo, b: tf.TensorInfo): tf.TensorInfo | undefined {
    const [left, right] = [a, b].map(({ dataId }) => this.#deferred.get(this.data.get(dataId)))
    if (!left || left.sum !== right?.sum) return undefined
    return this.defer(a.shape, left.sum, [...left.terms, ...right.terms])
  }

  /** A tensor over the same numbers, in another shape. */
  share(tensor: tf.TensorInfo, shape: readonly number[]): tf.TensorInfo {
    this.incRef(tensor.dataId)
    return { dataId: tensor.dataId, shape: shape as number[], dtype: tensor.dtype }
  }

  /** Copies a tensor's numbers to an address. */
  copyTo(address: number, { dataId, shape, dtype }: tf.TensorInfo): void {
    const { values } = this.data.get(dataId)
    this.#view(address, tf.util.sizeFromShape(shape), dtype).set(values as Float32Array)
  }

  /** A tensor's numbers, for JavaScript to read. */
  floats(tensor: tf.TensorInfo): Float32Array {
    return this.data.get(tensor.dataId).values as Float32Array
  }

  /** Kernels of tfjs-backend-cpu call this to create their result. */
  makeTensorInfo(shape: number[], dtype: tf.DataType, values?: tf.BackendValues | string[]): tf.TensorInfo {
    const isText = dtype === 'string' && values && tf.util.isString(values[0] as string)
    const encoded = isText ? (values as string[]).map((text) => tf.util.encodeString(text)) : values
    return { dataId: this.write(encoded as tf.BackendValues, shape, dtype), shape, dtype }
  }

  /** makeTensorInfo, by the name under which some kernels of tfjs-backend-cpu call it (Abs). */
  makeOutput(values: tf.BackendValues, shape: number[], dtype: tf.DataType): tf.TensorInfo {
    return this.makeTensorInfo(shape, dtype, values)
  }

  /** Kernels of tfjs-backend-cpu call this to dispose of intermediate results. */
  disposeIntermediateTensorInfo(tensor: tf.TensorInfo): void {
    this.disposeData(tensor.dataId)
  }

  override write(values: tf.BackendValues, shape: number[], dtype: tf.DataType): object {
    if (dtype === 'string' || dtype === 'complex64') {
      const dataId = {}
      this.data.set(dataId, new TensorData(this, dtype, 1, { address: 0, values, isConstant: true }))
      return dataId
    }
    const dataId = {}
    const size = tf.util.sizeFromShape(shape)
    const place = this.#recording ? this.#constant(this.#recording, size, dtype) : this.#place(size, dtype)
    this.#fill(dataId, place, dtype, values)
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
      this.data.set(dataId, new TensorData(this, dtype, refCount, { address: 0, values, isConstant: true }))
      return
    }
    // A tensor moved here from another backend outlives the recording.
    if (this.#recording) this.#recording.isRepeatable = false
    const size = tf.util.sizeFromShape(shape)
    this.#fill(dataId, this.#place(size, dtype, this.memoryBlock), dtype, values, refCount)
  }

  /** A copy: the block may be reused, and many APIs reject views of shared memory. */
  override readSync(dataId: object): tf.BackendValues {
    const { values } = this.data.get(dataId)
    if (!ArrayBuffer.isView(values)) return values
    // V8's slice() of shared memory takes two to four times as long.
    const Copy = values.constructor as new (values: ArrayBufferView) => tf.TypedArray
    return new Copy(values)
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
    const data = this.data.get(dataId)
    data.refCount--
    if (!force && data.refCount > 0) return false
    this.#release(data)
    data.free()
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

  /** Stores values from JavaScript as the data of a tensor; zeros where none are given. */
  #fill(dataId: object, place: Place, dtype: tf.DataType, values?: tf.BackendValues, refCount = 1): void {
    const block = place.values as Float32Array
    if (values) block.set(values as Float32Array)
    else block.fill(0)
    this.data.set(dataId, new TensorData(this, dtype, refCount, place))
  }

  #place(
    size: number,
    dtype: tf.DataType,
    blocks: Blocks = this.#recording?.blocks ?? this.memoryBlock,
  ): Place {
    const address = blocks.allocate(size * bytesPerNumber(dtype))
    return { address, values: this.#view(address, size, dtype), free: () => blocks.free(address) }
  }

  /** A place for numbers that are the same each time the recorded steps are taken. */
  #constant(recording: Recording, size: number, dtype: tf.DataType): Place {
    const address = recording.keep(size * bytesPerNumber(dtype))
    return { address, values: this.#view(address, size, dtype), isConstant: true }
  }

  #words(count: number): Uint32Array {
    return new Uint32Array(this.memoryBlock.memory.buffer, this.memoryBlock.allocate(4 * count), count)
  }

  #view(address: number, size: number, dtype: tf.DataType): tf.TypedArray {
    const View = dtype === 'bool' ? Uint8Array : dtype === 'int32' ? Int32Array : Float32Array
    return new View(this.memoryBlock.memory.buffer as unknown as ArrayBuffer, address, size)
  }

  /** Releases the terms of a deferred sum; does nothing for other data. */
  #release(data: TensorData): void {
    const deferred = this.#deferred.get(data)
    if (!deferred) return
    this.#deferred.delete(data)
    data.compute = undefined
    for (const { tensors } of deferred.terms) {
      // tfjs counts tensors' data, and may have released these while they were still needed here.
      for (const { dataId } of tensors) if (this.disposeData(dataId)) tf.engine().removeDataId(dataId, this)
    }
  }
}
