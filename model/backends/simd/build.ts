import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as asc from 'assemblyscript/asc'
import { kernelsFile } from './kernelsFile.ts'

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url))

/** What assembly/ compiles to. */
interface Compiled {
  /** The module's bytes. */
  readonly wasm: Uint8Array
  /** The source of signatures.ts. */
  readonly signatures: string
}

/**
 * Compiles assembly/.
 *
 * @param options.names whether the module keeps the names of its functions, for tests of how V8 compiles them
 * @throws Error with the compiler's messages
 */
export async function compileKernels(options: { names?: boolean } = {}): Promise<Compiled> {
  const folder = mkdtempSync(join(tmpdir(), 'rnp-kernels-'))
  const out = join(folder, 'kernels.wasm')
  try {
    const features = ['simd', 'relaxed-simd', 'threads'].flatMap((name) => ['--enable', name])
    const memory = ['--importMemory', '--sharedMemory', '--maximumMemory', '65536']
    const { error, stderr } = await asc.main([
      here('assembly/index.ts'),
      '-O3',
      ...(options.names ? ['--debug'] : []),
      ...features,
      ...memory,
      '--runtime',
      'stub',
      '--noAssert',
      '--bindings',
      'raw',
      '-o',
      out,
    ])
    if (error) throw new Error(`The kernels do not compile:\n${stderr.toString()}`)
    const declarations = readFileSync(join(folder, 'kernels.d.ts'), 'utf8')
    return { wasm: readFileSync(out), signatures: signaturesOf(declarations) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const isKernel = (declared: string) => declared.endsWith('from: number, to: number): void')

/** The source of signatures.ts, from the declarations that the AssemblyScript compiler writes of the module's exports. */
function signaturesOf(declarations: string): string {
  const exports = [...declarations.matchAll(/export function (.*);/g)].map(([, declared]) => declared)
  const kernels = exports.flatMap((declared) => {
    const [name, ...parameters] = declared.match(/\w+(?=[(:])/g)!
    const before = parameters.slice(0, -2).map((parameter) => `'${parameter}'`)
    return isKernel(declared) ? `  ${name}: [${before.join(', ')}],\n` : []
  })
  const functions = exports.filter((declared) => !isKernel(declared)).map((declared) => `  ${declared}\n`)
  return `// Written by \`npm run kernels\` from the sources in assembly/. Do not edit.

/** The parameters of each kernel, in order, before the range of items [from, to) that it runs over. */
export const KERNELS = {
${kernels.join('')}} as const

/** The exports that are not kernels. */
export interface Functions {
${functions.join('')}}
`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { wasm, signatures } = await compileKernels()
  writeFileSync(kernelsFile, wasm)
  writeFileSync(here('signatures.ts'), signatures)
  console.log(`kernels.wasm: ${wasm.length} bytes`)
}
