import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { compileKernels } from './build.ts'
import { canBeWide } from './module.ts'

/** The loops that training steps and parses spend their time in: file and function of assembly/. */
const HOT = [
  'tile/whole<tile/Five,tile/Beside>',
  'tile/whole<tile/Four,tile/Beside>',
  'tile/whole<tile/Four,tile/Apart>',
  'gemm/addFourRows',
  'winograd/transform<winograd/Input>',
  'winograd/transform<winograd/Output>',
  'winograd/transform<winograd/OutputGradient>',
  'winograd/transform<winograd/FilterGradient>',
  'generated/rowProduct',
  'generated/addTransposedProduct',
  'generated/sumOuter',
  'normalizeRow/normalizeRow',
  'normalizeRow/normalizeRowGradient',
  'rows/eluRow',
  'rows/eluRowGradient',
  'layerNorm/layerNormGrad',
  'batchNorm/batchNorm',
  'batchNorm/batchNormGrad',
  'batchNorm/batchNormMoments',
  'batchNorm/batchNormSums',
  'pool/maxPool',
  'pool/maxPoolGrad',
  'elementwise/unary',
  'elementwise/binary',
  'reduce/squaredDifferenceGrad',
  'adam/adamUpdate',
  'adam/lerp',
]

/** V8's names of functions begin with their file's folder. */
const SOURCES = 'model/backends/simd/assembly/'

/** Functions in which V8's pass reports that it joined 128-bit stores to 256-bit ones. */
async function joined(): Promise<Set<string>> {
  const folder = mkdtempSync(join(tmpdir(), 'rnp-kernels-'))
  try {
    const file = join(folder, 'named.wasm')
    writeFileSync(file, (await compileKernels({ names: true })).wasm)
    const flags = ['liftoff', 'wasm-lazy-compilation', 'wasm-inlining'].map((name) => `--no-${name}`)
    const pass = ['--experimental-wasm-revectorize', '--trace-wasm-revectorize', '--single-threaded']
    const script = `new WebAssembly.Module(require('fs').readFileSync(${JSON.stringify(file)}))`
    const { stdout } = spawnSync(process.execPath, [...flags, ...pass, '-e', script], {
      encoding: 'utf8',
      maxBuffer: 2 ** 30,
    })
    const functions = stdout.split('Begin revec function ').slice(1)
    return new Set(
      functions
        .filter((text) => text.includes('Decided to vectorize'))
        .map((text) => text.split('\n', 1)[0].trim().replaceAll(SOURCES, '')),
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describe.runIf(canBeWide)("V8's 256-bit pass", () => {
  let found: Set<string>
  beforeAll(async () => {
    found = await joined()
  })

  it.each(HOT)('joins the vectors of %s', (name) => {
    expect([...found]).toContain(name)
  })
})
