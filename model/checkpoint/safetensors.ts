import { z } from 'zod'
import { RnpError } from '../errors.ts'
import type { SavedTensor } from '../rnp/parameters.ts'

/** Tensors by name, with row-major values. */
export type Tensors = ReadonlyMap<string, SavedTensor>

export interface EncodeOptions {
  /** Store 32-bit floats as 16-bit ones: half the size, 11 significant bits, magnitudes up to 65,504. */
  readonly half?: boolean
  /** Text kept in the header's `__metadata__`. */
  readonly metadata?: Readonly<Record<string, string>>
}

type Dtype = 'F32' | 'F16'

/** The format's own limit on the header. */
const MAX_HEADER_BYTES = 100_000_000

/** The header's length comes first: an unsigned 64-bit little-endian integer. */
const LENGTH_BYTES = 8

/** The largest finite 16-bit float. */
const MAX_HALF = 65_504

const Entry = z.object({
  dtype: z.string(),
  shape: z.array(z.int().nonnegative()),
  data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
})

/**
 * The tensors as one safetensors file (https://huggingface.co/docs/safetensors, "Format"). Equal tensors give
 * equal bytes: they are laid out by name.
 *
 * @throws RnpError 'checkpoint/too-large' when `half` cannot hold a finite value (magnitude above 65,504)
 */
export function encodeSafetensors(tensors: Tensors, options: EncodeOptions = {}): Uint8Array {
  const dtype = options.half ? 'F16' : 'F32'
  const laidOut = [...tensors].sort(([a], [b]) => (a < b ? -1 : 1))

  const entries: [string, unknown][] = options.metadata ? [['__metadata__', options.metadata]] : []
  let end = 0
  for (const [name, tensor] of laidOut) {
    const begin = end
    end += tensor.values.length * bytesPer(dtype)
    checkSize(name, tensor)
    entries.push([name, { dtype, shape: tensor.shape, data_offsets: [begin, end] }])
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)))
  const headerLength = Math.ceil(json.length / 8) * 8
  const dataStart = LENGTH_BYTES + headerLength

  const bytes = new Uint8Array(dataStart + end)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true)
  bytes.fill(0x20, LENGTH_BYTES, dataStart)
  bytes.set(json, LENGTH_BYTES)
  let at = dataStart
  for (const [name, { values }] of laidOut) {
    const stored = options.half ? toHalf(name, values) : values
    bytes.set(new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength), at)
    at += stored.byteLength
  }
  return bytes
}

/**
 * The tensors of a safetensors file; F16 becomes Float32Array, exactly. The values are copies: `bytes` may be
 * reused.
 *
 * @param source names the file in error messages
 * @throws RnpError 'checkpoint/damaged' when it is truncated or malformed, or holds a dtype other than F32 and F16
 */
export function decodeSafetensors(bytes: Uint8Array, source: string): Map<string, SavedTensor> {
  const { __metadata__: _, ...header } = parseHeader(bytes, source)
  const data = bytes.subarray(LENGTH_BYTES + headerLengthOf(bytes, source))
  const entries = Object.entries(header)
    .map(([name, raw]) => ({ name, ...parseEntry(raw, name, source) }))
    .sort((a, b) => a.begin - b.begin || a.end - b.end)

  const tensors = new Map<string, SavedTensor>()
  let filled = 0
  for (const { name, dtype, shape, begin, end } of entries) {
    if (end > data.length) {
      throw damaged(
        `${source} is truncated: tensor "${name}" ends at byte ${end} of the data, which has ${data.length} bytes`,
      )
    }
    if (begin !== filled) {
      const fault = begin < filled ? 'overlaps the one before it' : 'leaves a gap before it'
      throw damaged(
        `${source}: tensor "${name}" begins at byte ${begin} and ${fault}, which ends at ${filled}`,
      )
    }
    filled = end
    tensors.set(name, { shape, values: valuesOf(dtype, new Uint8Array(data.subarray(begin, end)).buffer) })
  }
  if (filled !== data.length) {
    throw damaged(`${source}: the tensors fill ${filled} bytes of the data, which has ${data.length} bytes`)
  }
  return tensors
}

function headerLengthOf(bytes: Uint8Array, source: string): number {
  if (bytes.length < LENGTH_BYTES) {
    throw damaged(
      `${source} is truncated: ${bytes.length} bytes, and a header's length alone takes ${LENGTH_BYTES}`,
    )
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true)
  if (length > MAX_HEADER_BYTES) {
    throw damaged(
      `${source} is not a safetensors file: header of ${length} bytes, at most ${MAX_HEADER_BYTES} allowed`,
    )
  }
  const rest = bytes.length - LENGTH_BYTES
  if (length > rest)
    throw damaged(`${source} is truncated: header of ${length} bytes, ${rest} bytes in the file`)
  return Number(length)
}

function parseHeader(bytes: Uint8Array, source: string): Record<string, unknown> {
  const json = bytes.subarray(LENGTH_BYTES, LENGTH_BYTES + headerLengthOf(bytes, source))
  let header: unknown
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json))
  } catch (cause) {
    throw damaged(`${source} is not a safetensors file: its header is not JSON`, cause)
  }
  // z.record would drop the key '__proto__', which is a tensor's name like any other.
  if (typeof header !== 'object' || header === null || Array.isArray(header)) {
    throw damaged(`${source} is not a safetensors file: its header is not a JSON object`)
  }
  return { ...header }
}

interface Extent {
  readonly dtype: Dtype
  readonly shape: readonly number[]
  readonly begin: number
  readonly end: number
}

function parseEntry(raw: unknown, name: string, source: string): Extent {
  const parsed = Entry.safeParse(raw)
  if (!parsed.success) {
    throw damaged(
      `${source}: tensor "${name}" needs a dtype, a shape and data_offsets, found ${JSON.stringify(raw)}`,
      parsed.error,
    )
  }
  const { dtype, shape } = parsed.data
  const [begin, end] = parsed.data.data_offsets
  if (!isDtype(dtype)) {
    throw damaged(`${source}: tensor "${name}" has dtype ${dtype}; F32 and F16 can be read`)
  }
  const wanted = sizeOf(shape) * bytesPer(dtype)
  if (end - begin !== wanted) {
    throw damaged(
      `${source}: tensor "${name}" of shape [${shape.join(', ')}] and dtype ${dtype} takes ${wanted} bytes, ` +
        `but its offsets ${begin} to ${end} give ${end - begin}`,
    )
  }
  return { dtype, shape, begin, end }
}

function isDtype(dtype: string): dtype is Dtype {
  return dtype === 'F32' || dtype === 'F16'
}

function bytesPer(dtype: Dtype): number {
  return dtype === 'F16' ? 2 : 4
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1)
}

/** Throws a RangeError, since a wrong count is a defect of the caller and not of a file. */
function checkSize(name: string, { shape, values }: SavedTensor): void {
  if (sizeOf(shape) !== values.length) {
    throw new RangeError(
      `tensor "${name}" of shape [${shape.join(', ')}] holds ${sizeOf(shape)} values, got ${values.length}`,
    )
  }
}

function valuesOf(dtype: Dtype, data: ArrayBuffer): Float32Array {
  return new Float32Array(dtype === 'F16' ? new Float16Array(data) : data)
}

/** Rounds to the nearest 16-bit float, ties to even (IEEE 754). */
function toHalf(name: string, values: Float32Array): Float16Array {
  const half = new Float16Array(values)
  const lost = half.findIndex((value, i) => !Number.isFinite(value) && Number.isFinite(values[i]))
  if (lost >= 0) {
    throw new RnpError(
      'checkpoint/too-large',
      `tensor "${name}" holds ${values[lost]}, and half precision reaches only ${MAX_HALF}`,
      'Store this checkpoint in full precision.',
    )
  }
  return half
}

function damaged(message: string, cause?: unknown): RnpError {
  return new RnpError(
    'checkpoint/damaged',
    message,
    'The file is damaged or of another kind: use another checkpoint, or copy it again from where it came.',
    { cause },
  )
}
