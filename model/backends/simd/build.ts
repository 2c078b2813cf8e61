import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as asc from 'assemblyscript/asc'
import { kernelsFile } from './kernelsFile.ts'

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url))

/**
 * Compiles assembly/ and returns the bytes of the module. Throws with the compiler's messages.
 *
 * @param options.names whether the module names its functions, for who looks at what V8 makes of them
 */
export async function compileKernels(options: { names?: boolean } = {}): Promise<Uint8Array> {
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
      '-o',
      out,
    ])
    if (error) throw new Error(`The kernels do not compile:\n${stderr.toString()}`)
    return readFileSync(out)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const bytes = await compileKernels()
  writeFileSync(kernelsFile, bytes)
  console.log(`kernels.wasm: ${bytes.length} bytes`)
}
