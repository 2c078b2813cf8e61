/**
 * TensorFlow's SavedModel, a graph on disk, in the protocol buffers' wire format: only what a graph of plain ops needs
 * (tensorflow/core/protobuf/saved_model.proto, framework/graph.proto, attr_value.proto, tensor.proto).
 */

/** One op of a graph. */
export interface GraphNode {
  readonly name: string
  readonly op: string
  /** Names of the nodes whose output it reads, `name:index` where that is not their first. */
  readonly inputs: readonly string[]
  /** Attributes by name, as `attribute` encodes them. */
  readonly attributes: Readonly<Record<string, Uint8Array>>
}

/** The tag by which a SavedModel's only graph is loaded. */
export const TAG = 'serve'

/** The oldest version of the format that has every op we use; naming one makes TensorFlow add default attributes. */
const PRODUCER = 1087

/** A SavedModel with one graph. */
export function savedModel(nodes: readonly GraphNode[]): Uint8Array {
  const graph = joined([...nodes.map((node) => field(1, encodeNode(node))), field(4, number(1, PRODUCER))])
  const metaGraph = joined([field(1, field(4, text(TAG))), field(2, graph)])
  return joined([number(1, 1), field(2, metaGraph)])
}

/** Values of attributes. Types are TensorFlow's own numbers (1: float32, 3: int32, 10: bool). */
export const attribute = {
  text: (value: string) => field(2, text(value)),
  integer: (value: number) => number(3, value),
  float: (value: number) => joined([varint((4 << 3) | 5), bytesOf(new Float32Array([value]))]),
  boolean: (value: boolean) => number(5, value ? 1 : 0),
  type: (value: number) => number(6, value),
  shape: (value: readonly number[]) => field(7, encodeShape(value)),
  tensor: (type: number, shape: readonly number[], values: ArrayBufferView) =>
    field(8, joined([number(1, type), field(2, encodeShape(shape)), field(4, bytesOf(values))])),
  integers: (values: readonly number[]) => field(1, field(3, joined(values.map(varint)))),
  floats: (values: readonly number[]) => field(1, field(4, bytesOf(new Float32Array(values)))),
  booleans: (values: readonly boolean[]) => field(1, field(5, new Uint8Array(values.map(Number)))),
}

function encodeNode({ name, op, inputs, attributes }: GraphNode): Uint8Array {
  return joined([
    field(1, text(name)),
    field(2, text(op)),
    ...inputs.map((input) => field(3, text(input))),
    ...Object.entries(attributes).map(([key, value]) =>
      field(5, joined([field(1, text(key)), field(2, value)])),
    ),
  ])
}

const encodeShape = (shape: readonly number[]) => joined(shape.map((size) => field(2, number(1, size))))

const text = (value: string) => new TextEncoder().encode(value)

/** A view of the bytes of numbers: little-endian, as on every machine that runs TensorFlow. */
const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView) =>
  new Uint8Array(buffer, byteOffset, byteLength)

/** A field of bytes. */
const field = (id: number, bytes: Uint8Array) => joined([varint((id << 3) | 2), varint(bytes.length), bytes])

/** A field of an integer. */
const number = (id: number, value: number) => joined([varint(id << 3), varint(value)])

/** Seven bits to a byte, lowest first; negative numbers take 64 bits. */
function varint(value: number): Uint8Array {
  const bytes: number[] = []
  let left = BigInt.asUintN(64, BigInt(value))
  for (; left > 127n; left >>= 7n) bytes.push(Number(left & 127n) | 128)
  bytes.push(Number(left))
  return new Uint8Array(bytes)
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts))
}
