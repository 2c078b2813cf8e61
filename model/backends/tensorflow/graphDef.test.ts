import { expect, it } from 'vitest'
import { attribute, savedModel } from './graphDef.ts'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

it('a model is a meta graph with its tag, nodes and versions', () => {
  const node = { name: 'n1', op: 'Relu', inputs: ['n0:1'], attributes: { T: attribute.type(1) } }
  // NodeDef: name, op, input, and an entry of the attributes' map: key "T", value { type: 1 }
  const encoded = '0a026e31' + '120452656c75' + '1a046e303a31' + '2a070a015412023001'
  const graph = `0a19${encoded}220308bf08`
  const metaGraph = `0a072205736572766512${(graph.length / 2).toString(16)}${graph}`
  expect(hex(savedModel([node]))).toBe(`080112${(metaGraph.length / 2).toString(16)}${metaGraph}`)
})

it.each([
  ['a text', attribute.text('SAME'), '120453414d45'],
  ['an integer of two bytes', attribute.integer(300), '18ac02'],
  ['a negative integer', attribute.integer(-1), '18ffffffffffffffffff01'],
  ['a number', attribute.float(1.5), '250000c03f'],
  ['no', attribute.boolean(false), '2800'],
  ['a shape', attribute.shape([2, 3]), '3a08120208021202' + '0803'],
  ['integers', attribute.integers([1, 2]), '0a041a020102'],
  ['numbers', attribute.floats([1.5]), '0a0622040000c03f'],
  ['booleans', attribute.booleans([true, false]), '0a042a020100'],
  ['a tensor', attribute.tensor(3, [1], new Int32Array([7])), '420e0803120412020801220407000000'],
])('%s is an attribute as protocol buffers have it', (_, encoded, expected) => {
  expect(hex(encoded)).toBe(expected)
})
