import type * as tf from '@tensorflow/tfjs-core'
import { RnpError } from '../../errors.ts'

const PAGE = 65536
/** wasm32 addresses 4 GiB. */
const MAXIMUM_PAGES = 65536
/** Blocks start on cache lines. */
const ALIGNMENT = 64

/** Bytes that one number of a tensor takes. */
export const bytesPerNumber = (dtype: tf.DataType) => (dtype === 'bool' ? 1 : 4)

/**
 * Hands out blocks of memory. Freed blocks are kept by size class (four classes to a power of two, so at most a fifth of a
 * block is unused) and reused: a computation that is repeated needs no new ones.
 */
export class Blocks {
  readonly #more: (size: number) => number
  readonly #free = new Map<number, number[]>()
  readonly #sizes = new Map<number, number>()
  /** Blocks that are to be claimed again, and so are handed out last. */
  readonly #lent = new Set<number>()
  #used = 0

  /** @param more reserves a new block of `size` bytes, and returns its address */
  constructor(more: (size: number) => number) {
    this.#more = more
  }

  /** Bytes in blocks that are handed out at present. */
  get used(): number {
    return this.#used
  }

  /**
   * Hands out a block of at least `bytes` bytes, with arbitrary contents, and returns its address.
   *
   * @throws RnpError 'engine/out-of-memory' when there is no more
   */
  allocate(bytes: number): number {
    const size = sizeClass(bytes)
    const address = this.#free.get(size)?.pop() ?? this.#more(size)
    this.#sizes.set(address, size)
    this.#used += size
    return address
  }

  /**
   * Takes certain blocks: all of them, or none if one is not free. Returns whether it took them.
   *
   * @param sizes of the blocks in bytes, as they were allocated, by address
   */
  claim(sizes: ReadonlyMap<number, number>): boolean {
    const wanted = [...Map.groupBy(sizes, ([, bytes]) => sizeClass(bytes))].map(([size, blocks]) => ({
      size,
      addresses: new Set(blocks.map(([address]) => address)),
      free: this.#free.get(size) ?? [],
    }))
    const left = wanted.map(({ addresses, free }) => free.filter((address) => !addresses.has(address)))
    if (wanted.some(({ addresses, free }, i) => left[i].length + addresses.size > free.length)) return false
    for (const [i, { size, addresses }] of wanted.entries()) {
      this.#free.set(size, left[i])
      for (const address of addresses) this.#sizes.set(address, size)
      this.#used += size * addresses.size
    }
    return true
  }

  /** Frees a block. Throws where none starts at that address. */
  free(address: number): void {
    const size = this.#sizes.get(address)
    if (size === undefined) throw new Error(`No block starts at ${address}`)
    this.#sizes.delete(address)
    this.#used -= size
    const blocks = this.#free.get(size)
    if (!blocks) this.#free.set(size, [address])
    else if (this.#lent.has(address)) blocks.unshift(address)
    else blocks.push(address)
  }

  /** Frees blocks that are to be claimed again; they are handed out only where nothing else is free. */
  lend(addresses: Iterable<number>): void {
    for (const address of addresses) {
      this.#lent.add(address)
      this.free(address)
    }
  }

  /** Treats blocks as all others again: they will not be claimed. */
  forget(addresses: Iterable<number>): void {
    for (const address of addresses) this.#lent.delete(address)
  }
}

/**
 * The one memory all kernels and threads share. Addresses never move; a view made earlier stays valid while the memory
 * grows. The constructor throws an RnpError 'engine/out-of-memory' where the system does not reserve the addresses.
 */
export class KernelMemory extends Blocks {
  readonly memory = reserve()
  #end = PAGE

  constructor() {
    super((size) => this.#extend(size))
  }

  /** Bytes the memory has grown to. */
  get reserved(): number {
    return this.memory.buffer.byteLength
  }

  #extend(size: number): number {
    const address = this.#end
    // Kernels may read beyond the end of a block, by less than a cache line.
    const missing = Math.ceil((address + size + ALIGNMENT - this.memory.buffer.byteLength) / PAGE)
    if (missing > 0) this.#grow(missing, size)
    this.#end += size
    return address
  }

  #grow(pages: number, wanted: number): void {
    // The memory grows by at least a sixteenth, since each growth makes a new buffer object.
    const generous = Math.max(pages, this.memory.buffer.byteLength / PAGE / 16)
    const room = MAXIMUM_PAGES - this.memory.buffer.byteLength / PAGE
    try {
      this.memory.grow(Math.ceil(Math.max(pages, Math.min(generous, room))))
    } catch (cause) {
      const megabytes = (bytes: number) => `${Math.ceil(bytes / 2 ** 20)} MB`
      throw new RnpError(
        'engine/out-of-memory',
        `The engine could not get ${megabytes(wanted)} more memory; it uses ${megabytes(this.used)}.`,
        'Use a smaller batch or a smaller model, close other programs, or lift the limit on processes (ulimit -v).',
        { cause },
      )
    }
  }
}

/** Reserves addresses for all that the memory may grow to; pages are taken from the system as they are used. */
function reserve(): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({ initial: 16, maximum: MAXIMUM_PAGES, shared: true })
  } catch (cause) {
    throw new RnpError(
      'engine/out-of-memory',
      'The engine could not reserve 4 GB of addresses for its memory.',
      'Lift the limit on the size of processes (ulimit -v), or use another backend (--backend cpu).',
      { cause },
    )
  }
}

/** The smallest of the sizes 64 * {4, 5, 6, 7} * 2^k, or multiples of 64 below 256, that holds `bytes`. */
function sizeClass(bytes: number): number {
  const lines = Math.max(1, Math.ceil(bytes / ALIGNMENT))
  if (lines <= 4) return lines * ALIGNMENT
  const step = 2 ** (Math.floor(Math.log2(lines - 1)) - 2)
  return Math.ceil(lines / step) * step * ALIGNMENT
}
