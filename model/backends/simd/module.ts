import { readFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { kernelsFile } from './kernelsFile.ts'

/** The kernels of one thread. */
export type Kernels = Record<string, (...args: number[]) => void>

/**
 * Compiles the kernels, all of them optimised at once; `wide` lets V8 join pairs of 128-bit operations into 256-bit ones
 * (x64 only; V8 calls it experimental, so the self-check compares every kernel with scalar code afterwards).
 * The flags hold for the whole process, worker threads included.
 */
export function compileModule(wide: boolean): WebAssembly.Module {
  setFlagsFromString('--no-liftoff')
  // V8's inlining of calls aborts where no baseline code has gathered feedback; AssemblyScript has inlined already.
  setFlagsFromString('--no-wasm-inlining')
  setFlagsFromString('--no-wasm-lazy-compilation')
  setFlagsFromString(
    wide ? '--experimental-wasm-revectorize' : '--no-experimental-wasm-revectorize',
  )
  return new WebAssembly.Module(withTag(readFileSync(kernelsFile), wide ? 'wide' : 'narrow'))
}

/** Whether this machine has 256-bit vectors that V8 could use. */
export const canBeWide = process.arch === 'x64'

/** The kernels over `memory`, with this thread's scratch. */
export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory, scratch: number): Kernels {
  const kernels = new WebAssembly.Instance(module, { env: { memory } }).exports as Kernels
  kernels.setScratch(scratch)
  return kernels
}

/** The bytes with an empty custom section of that name: V8 keeps compiled modules by their bytes. */
function withTag(bytes: Uint8Array, name: string): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(name)
  return new Uint8Array([...bytes, 0, text.length + 1, text.length, ...text])
}
