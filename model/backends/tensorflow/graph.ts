import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import type { Computation, Graph } from '../../ops/compiled.ts'
import { runKernel } from '../../ops/dispatch.ts'
import { attribute, type GraphNode, savedModel, TAG } from './graphDef.ts'

/** An attribute of an op as tfjs-node hands it to TensorFlow. */
interface OpAttribute {
  readonly name: string
  readonly type: number
  readonly value: unknown
}

type Execute = (
  name: string,
  attributes: OpAttribute[],
  inputs: tf.TensorInfo[],
  outputs: number,
) => tf.Tensor[]

/** The part of tfjs-node's backend that we use: all its ops go through two methods. */
export interface GraphBackend extends tf.KernelBackend {
  readonly binding: {
    readonly TF_ATTR_STRING: number
    readonly TF_ATTR_INT: number
    readonly TF_ATTR_FLOAT: number
    readonly TF_ATTR_BOOL: number
    readonly TF_ATTR_TYPE: number
    readonly TF_ATTR_SHAPE: number
  }
  getDTypeInteger(dtype: tf.DataType): number
  executeSingleOutput(name: string, attributes: OpAttribute[], inputs: tf.TensorInfo[]): tf.Tensor
  executeMultipleOutputs: Execute
  readonly tensorMap: tf.DataStorage<{ readonly values: tf.BackendValues | null }>
  loadSavedModelMetaGraph(folder: string, tags: string): number
  runSavedModel(
    session: number,
    inputs: readonly tf.Tensor[],
    names: readonly { readonly name: string }[],
    outputs: readonly string[],
  ): tf.Tensor[]
  deleteSavedModel(session: number): void
}

/** Runs a graph as a kernel, so that it appears in a profile. */
export const graphKernel: tf.KernelConfig = {
  kernelName: 'RunGraph',
  backendName: 'tensorflow',
  kernelFunc: ({ inputs, attrs }) => {
    const { run } = attrs as unknown as { run(inputs: readonly tf.TensorInfo[]): tf.TensorInfo[] }
    return run(Object.values(inputs) as tf.TensorInfo[])
  },
}

/**
 * Makes the graph of a computation from the ops that TensorFlow runs for it with some inputs. The graph computes the same
 * from other inputs of the same shapes.
 *
 * @throws Error where the computation reads back what it computed, which a graph cannot do
 */
export function trace(backend: GraphBackend, compute: Computation, inputs: readonly tf.Tensor[]): Graph {
  const recorder = new Recorder(backend, inputs)
  const { executeSingleOutput, executeMultipleOutputs, readSync } = backend
  backend.executeSingleOutput = (name, attributes, from) => {
    const read = recorder.read(from)
    const output = executeSingleOutput.call(backend, name, attributes, from)
    recorder.add(name, [...attributes, ...typesOf(backend, name, from)], read, [output])
    return output
  }
  backend.executeMultipleOutputs = (name, attributes, from, count) => {
    const read = recorder.read(from)
    const outputs = executeMultipleOutputs.call(backend, name, attributes, from, count)
    recorder.add(name, [...attributes, ...typesOf(backend, name, from)], read, outputs)
    return outputs
  }
  backend.readSync = (dataId) => {
    if (recorder.knows(dataId)) throw new Error('What is computed in a graph cannot be read inside it.')
    return readSync.call(backend, dataId)
  }
  try {
    const outputs = compute(inputs)
    const graph = recorder.graph(outputs)
    tf.dispose(outputs.filter((output) => !inputs.includes(output)))
    return graph ?? { run: compute, dispose: () => {} }
  } finally {
    Object.assign(backend, { executeSingleOutput, executeMultipleOutputs, readSync })
  }
}

/** Type attributes that tfjs-node lets TensorFlow infer from the inputs, which it cannot do in a graph. */
const INFERRED: Readonly<Record<string, readonly string[]>> = { ExpandDims: ['T', 'Tdim'] }

function typesOf(backend: GraphBackend, op: string, inputs: readonly tf.TensorInfo[]): OpAttribute[] {
  const { TF_ATTR_TYPE: type } = backend.binding
  return (INFERRED[op] ?? []).map((name, i) => ({
    name,
    type,
    value: backend.getDTypeInteger(inputs[i].dtype),
  }))
}

/** Records the nodes of a computation's graph while it runs. */
class Recorder {
  readonly #backend: GraphBackend
  readonly #nodes: GraphNode[] = []
  /** The node's output that holds a tensor's numbers, by the tensor's data. */
  readonly #places = new Map<object, string>()
  readonly #inputs: readonly string[]

  constructor(backend: GraphBackend, inputs: readonly tf.Tensor[]) {
    this.#backend = backend
    this.#inputs = inputs.map(({ dataId, dtype, shape }) => {
      const [type, size] = [attribute.type(backend.getDTypeInteger(dtype)), attribute.shape(shape)]
      const name = this.#node('Placeholder', [], { dtype: type, shape: size })
      this.#places.set(dataId, name)
      return name
    })
  }

  knows(dataId: object): boolean {
    return this.#places.has(dataId)
  }

  /** The places of an op's inputs. A tensor that TensorFlow has not seen yet is a constant. */
  read(inputs: readonly tf.TensorInfo[]): string[] {
    return inputs.map((tensor) => {
      const known = this.#places.get(tensor.dataId)
      if (known !== undefined) return known
      const type = this.#backend.getDTypeInteger(tensor.dtype)
      const { values } = this.#backend.tensorMap.get(tensor.dataId)
      if (values === null)
        throw new Error(`A graph's computation reads [${tensor.shape}], which is none of its inputs.`)
      const name = this.#node('Const', [], {
        dtype: attribute.type(type),
        value: attribute.tensor(type, tensor.shape, typed(values, tensor.dtype)),
      })
      this.#places.set(tensor.dataId, name)
      return name
    })
  }

  add(op: string, attributes: readonly OpAttribute[], inputs: string[], outputs: readonly tf.Tensor[]): void {
    if (op === 'Cast' && changesNoType(attributes)) {
      this.#places.set(outputs[0].dataId, inputs[0])
      return
    }
    const encoded = attributes.map((given) => [given.name, this.#encode(given)] as const)
    const name = this.#node(op, inputs, Object.fromEntries(encoded))
    outputs.forEach(({ dataId }, i) => {
      this.#places.set(dataId, i === 0 ? name : `${name}:${i}`)
    })
  }

  /** The graph of some outputs; undefined where it cannot be written to disk. */
  graph(outputs: readonly tf.Tensor[]): Graph | undefined {
    const names = this.read(outputs).map((place, i) => {
      const type = this.#backend.getDTypeInteger(outputs[i].dtype)
      return `${this.#node('Identity', [place], { T: attribute.type(type) })}:0`
    })
    const backend = this.#backend
    const placeholders = this.#inputs.map((name) => ({ name: `${name}:0` }))
    const session = load(backend, this.#nodes)
    if (session === undefined) return undefined
    return {
      run: (inputs) => {
        const run = (given: readonly tf.Tensor[]) =>
          backend.runSavedModel(session, given, placeholders, names)
        return runKernel('RunGraph', { ...inputs } as unknown as tf.NamedTensorMap, { run })
      },
      dispose: () => backend.deleteSavedModel(session),
    }
  }

  #node(op: string, inputs: string[], attributes: GraphNode['attributes']): string {
    const name = `n${this.#nodes.length}`
    this.#nodes.push({ name, op, inputs, attributes })
    return name
  }

  #encode({ name, type, value }: OpAttribute): Uint8Array {
    const { binding } = this.#backend
    const isList = Array.isArray(value)
    if (type === binding.TF_ATTR_TYPE) return attribute.type(value as number)
    if (type === binding.TF_ATTR_SHAPE) return attribute.shape(value as number[])
    if (type === binding.TF_ATTR_STRING) return attribute.text(value as string)
    if (type === binding.TF_ATTR_BOOL)
      return isList ? attribute.booleans(value) : attribute.boolean(value as boolean)
    if (type === binding.TF_ATTR_FLOAT)
      return isList ? attribute.floats(value) : attribute.float(value as number)
    if (type === binding.TF_ATTR_INT)
      return isList ? attribute.integers(value) : attribute.integer(value as number)
    throw new Error(`The attribute ${name} has an unknown type`)
  }
}

/** Whether a cast leaves the type as it is: tfjs-node casts the input of every mean. */
function changesNoType(attributes: readonly OpAttribute[]): boolean {
  const [from, to] = ['SrcT', 'DstT'].map((name) => attributes.find((given) => given.name === name)?.value)
  return from === to
}

/** Numbers as TensorFlow lays them out. */
function typed(values: tf.BackendValues, dtype: tf.DataType): ArrayBufferView {
  if (dtype === 'float32') return Float32Array.from(values as Float32Array)
  if (dtype === 'int32') return Int32Array.from(values as Int32Array)
  if (dtype === 'bool') return Uint8Array.from(values as Uint8Array)
  throw new Error(`A graph takes no constants of type ${dtype}`)
}

/** Loads a graph, which TensorFlow takes only from files; returns undefined where none can be written. */
function load(backend: GraphBackend, nodes: readonly GraphNode[]): number | undefined {
  const model = savedModel(nodes)
  let folder: string | undefined
  try {
    folder = mkdtempSync(join(tmpdir(), 'rnp-graph-'))
    writeFileSync(join(folder, 'saved_model.pb'), model)
  } catch {
    if (folder) rmSync(folder, { recursive: true })
    return undefined
  }
  try {
    return backend.loadSavedModelMetaGraph(folder, TAG)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
