import { readFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { RnpError } from '../../errors.ts'
import type { Kernels } from './kernelCalls.ts'
import { kernelsFile } from './kernelsFile.ts'

/**
 * V8 flags that are off while our module compiles, and only then: flags hold for the whole process, and other modules
 * (Node's own among them) do not survive a change in the middle of their compilation.
 * Every kernel is compiled with optimisation from the start, so that the self-check and the first picture run the final
 * code. V8's inlining of calls aborts where no baseline code has collected feedback; AssemblyScript has inlined already.
 */
const OPTIMISED_AT_ONCE = ['liftoff', 'wasm-lazy-compilation', 'wasm-inlining']

/**
 * Compiles the kernels; `wide` lets V8 join pairs of 128-bit operations into 256-bit ones. V8 calls that experimental,
 * so the self-check compares every kernel with scalar code afterwards.
 *
 * @throws RnpError 'engine/not-started' where they do not compile
 */
export function compileModule(wide: boolean): WebAssembly.Module {
  const wideFlag = 'experimental-wasm-revectorize'
  for (const flag of OPTIMISED_AT_ONCE) setFlagsFromString(`--no-${flag}`)
  if (wide) setFlagsFromString(`--${wideFlag}`)
  try {
    return new WebAssembly.Module(withTag(readFileSync(kernelsFile), wide ? 'wide' : 'narrow'))
  } catch (cause) {
    throw new RnpError(
      'engine/not-started',
      `The engine's kernels do not compile on Node ${process.versions.node} (V8 ${process.versions.v8}).`,
      'Run with the Node that npm installs beside this program (npm start does), or with Node 24 or later.',
      { cause },
    )
  } finally {
    for (const flag of OPTIMISED_AT_ONCE) setFlagsFromString(`--${flag}`)
    if (wide) setFlagsFromString(`--no-${wideFlag}`)
  }
}

/** Whether V8 has the pass: on x64 since V8 13 (Node 24). Other versions complain of the flag on stderr. */
export const canBeWide = process.arch === 'x64' && Number.parseInt(process.versions.v8, 10) >= 13

/** The kernels over `memory`, with this thread's scratch. */
export function instantiate(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  scratch: number,
): Kernels {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } })
  const kernels = { ...(exports as unknown as Kernels) }
  kernels.setScratch(scratch)
  return kernels
}

/** The bytes with an empty custom section of that name: V8 caches compiled modules by their bytes, whatever the flags. */
function withTag(bytes: Uint8Array, name: string): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(name)
  return new Uint8Array([...bytes, 0, text.length + 1, text.length, ...text])
}
