import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RnpError } from '../errors.ts'
import { decodeSafetensors, encodeSafetensors, type Tensors } from './safetensors.ts'

const sample: Tensors = new Map([
  ['model/dense/kernel', { shape: [2, 3], values: new Float32Array([1, -2, 0.5, 3e-8, 65_504, -0]) }],
  ['scalar', { shape: [], values: new Float32Array([-7]) }],
  ['model/empty', { shape: [0, 4], values: new Float32Array(0) }],
  ['__proto__', { shape: [1, 1], values: new Float32Array([1]) }],
  ['model/ünïcode "quoted"', { shape: [1], values: new Float32Array([Number.NaN]) }],
])

/** A file with any given header, and `dataBytes` zero bytes of data. */
function file(header: unknown, dataBytes: number): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header))
  const bytes = new Uint8Array(8 + json.length + dataBytes)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true)
  bytes.set(json, 8)
  return bytes
}

function refusal(bytes: Uint8Array): string {
  try {
    decodeSafetensors(bytes, 'w.safetensors')
  } catch (error) {
    expect(error).toBeInstanceOf(RnpError)
    expect((error as RnpError).kind).toBe('checkpoint')
    return (error as RnpError).message
  }
  throw new Error('nothing was refused')
}

describe('a safetensors file', () => {
  it('returns every name, shape and value that was written', () => {
    const tensors = decodeSafetensors(encodeSafetensors(sample, { metadata: { made: 'here' } }), 'w')
    expect(new Map([...tensors].sort())).toEqual(new Map([...sample].sort()))
  })

  it('returns any set of 32-bit floats bit for bit', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.float32Array()), (drawn) => {
        delete drawn.__metadata__
        const written = new Map(
          Object.entries(drawn).map(([k, values]) => [k, { shape: [values.length], values }]),
        )
        const tensors = decodeSafetensors(encodeSafetensors(written), 'w')
        expect(tensors.size).toBe(written.size)
        for (const [name, { values }] of written) expect(tensors.get(name)?.values).toEqual(values)
      }),
    )
  })

  it('is the same bytes for the same tensors in any order', () => {
    expect(encodeSafetensors(new Map([...sample].reverse()))).toEqual(encodeSafetensors(sample))
  })

  it('is read from a view into a larger buffer, and the tensors do not share its memory', () => {
    const bytes = encodeSafetensors(sample)
    const larger = Buffer.alloc(bytes.length + 9)
    larger.set(bytes, 3)
    const tensors = decodeSafetensors(larger.subarray(3, 3 + bytes.length), 'w')
    larger.fill(255)
    expect(tensors.get('model/dense/kernel')).toEqual(sample.get('model/dense/kernel'))
  })

  it('starts its data at a multiple of 8 bytes, the header padded with spaces', () => {
    const bytes = encodeSafetensors(sample)
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true))
    expect(length % 8).toBe(0)
    expect(new TextDecoder().decode(bytes.subarray(8, 8 + length))).toMatch(/^\{.*\} *$/)
  })

  it('in half precision takes half the data and keeps values to one part in 2,048', () => {
    const values = Float32Array.from({ length: 1000 }, (_, i) => Math.sin(i) * 10 ** ((i % 7) - 3))
    const tensors = new Map([['w', { shape: [10, 100], values }]])
    const bytes = encodeSafetensors(tensors, { half: true })
    expect(encodeSafetensors(tensors).length - bytes.length).toBe(2000)
    const read = decodeSafetensors(bytes, 'w').get('w')!.values
    expect(read).toBeInstanceOf(Float32Array)
    // Below 2^-14 half floats are spaced by 2^-24.
    for (let i = 0; i < 1000; i++) {
      expect(Math.abs(read[i] - values[i])).toBeLessThanOrEqual(
        Math.max(Math.abs(values[i]) / 2048, 2 ** -25),
      )
    }
  })

  it('in half precision rounds a value between two halves to the even one', () => {
    const between = [1 + 2 ** -11, 1 + 3 * 2 ** -11]
    const tensors = new Map([['w', { shape: [2], values: new Float32Array(between) }]])
    const read = decodeSafetensors(encodeSafetensors(tensors, { half: true }), 'w').get('w')!
    expect([...read.values]).toEqual([1, 1 + 2 ** -9])
  })

  it('in half precision refuses a value that would become infinite, naming tensor and value', () => {
    const tensors = new Map([['w', { shape: [2], values: new Float32Array([1, 70_000]) }]])
    expect(() => encodeSafetensors(tensors, { half: true })).toThrow(/"w" holds 70000, .* 65504/)
  })

  it('is not written from values that do not fill their shape', () => {
    const tensors = new Map([['w', { shape: [2, 2], values: new Float32Array(3) }]])
    expect(() => encodeSafetensors(tensors)).toThrow('tensor "w" of shape [2, 2] holds 4 values, got 3')
  })
})

describe('reading refuses', () => {
  const entry = { dtype: 'F32', shape: [2], data_offsets: [0, 8] }

  it('a file cut off at any byte, and one with bytes appended', () => {
    const bytes = encodeSafetensors(new Map([['w', { shape: [3], values: new Float32Array(3) }]]))
    for (let length = 0; length < bytes.length; length++) {
      expect(refusal(bytes.subarray(0, length))).toMatch(/w\.safetensors is truncated/)
    }
    expect(refusal(new Uint8Array([...bytes, 0]))).toMatch(/fill 12 bytes .* has 13 bytes/)
  })

  it('a header longer than the format allows', () => {
    expect(refusal(new TextEncoder().encode('<!DOCTYPE html>'))).toMatch(
      /not a safetensors file: header of \d+ bytes/,
    )
  })

  it('a header that is no JSON object', () => {
    expect(refusal(file('{"w": ', 0))).toMatch(/not JSON/)
    expect(refusal(file([1], 0))).toMatch(/not a JSON object/)
  })

  it('an entry without dtype, shape or offsets', () => {
    expect(refusal(file({ w: { dtype: 'F32' } }, 0))).toMatch(/"w" needs a dtype, a shape and data_offsets/)
    expect(refusal(file({ w: { ...entry, shape: [-2] } }, 8))).toMatch(/"w" needs/)
  })

  it('a dtype it cannot read, naming it', () => {
    expect(refusal(file({ w: { ...entry, dtype: 'BF16' } }, 8))).toMatch(/"w" has dtype BF16; F32 and F16/)
  })

  it('offsets that do not hold the shape, naming both sizes', () => {
    expect(refusal(file({ w: { ...entry, shape: [3] } }, 8))).toMatch(
      /\[3\].* takes 12 bytes, .* 0 to 8 give 8/,
    )
    expect(refusal(file({ w: { ...entry, data_offsets: [8, 0] } }, 8))).toMatch(/8 to 0 give -8/)
  })

  it('offsets beyond the file', () => {
    expect(refusal(file({ w: entry }, 4))).toMatch(/truncated: tensor "w" ends at byte 8 .* has 4 bytes/)
  })

  it('tensors that overlap or leave a gap', () => {
    const second = (begin: number) => ({ ...entry, data_offsets: [begin, begin + 8] })
    expect(refusal(file({ w: entry, v: second(4) }, 12))).toMatch(/"v" begins at byte 4 and overlaps/)
    expect(refusal(file({ w: entry, v: second(12) }, 20))).toMatch(/"v" begins at byte 12 and leaves a gap/)
  })
})

describe('the reference implementation in Python', () => {
  const python = (code: string, ...args: string[]) =>
    spawnSync('python3', ['-c', code, ...args], { encoding: 'utf8', timeout: 50_000 })

  it('reads what was written and writes what can be read', async (context) => {
    if (python('import safetensors.numpy').status !== 0) {
      context.skip('python3 with the packages safetensors and numpy is not installed')
    }
    const folder = await mkdtemp(join(tmpdir(), 'rnp-safetensors-'))
    try {
      const values = new Float32Array([1.5, -2.25, 3])
      const ours = new Map([
        ['odd', { shape: [3, 1], values }],
        ['scalar', { shape: [], values: new Float32Array([-9]) }],
      ])
      await writeFile(join(folder, 'half'), encodeSafetensors(ours, { half: true, metadata: { a: 'b' } }))
      await writeFile(join(folder, 'full'), encodeSafetensors(ours))
      const code = `
import base64, sys, json
from safetensors.numpy import load_file, save
report = {}
for name in ('half', 'full'):
    read = load_file(sys.argv[1] + '/' + name)
    report[name] = {k: [str(v.dtype), list(v.shape), v.ravel().tolist()] for k, v in read.items()}
report['theirs'] = base64.b64encode(save(read, {'by': 'python'})).decode()
print(json.dumps(report))`
      const { stdout, stderr } = python(code, folder)
      expect(stderr).toBe('')
      const report = JSON.parse(stdout)
      for (const [file, dtype] of [
        ['half', 'float16'],
        ['full', 'float32'],
      ]) {
        expect(report[file]).toEqual({ odd: [dtype, [3, 1], [...values]], scalar: [dtype, [], [-9]] })
      }
      expect(decodeSafetensors(Buffer.from(report.theirs, 'base64'), 'w')).toEqual(ours)
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})
