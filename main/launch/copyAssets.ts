// The last step of the build for Electron: what the compiled program needs beside what the compiler writes.
import { cp, mkdir } from 'node:fs/promises'
import path from 'node:path'
import { out, root } from '../base/places.ts'

const PLACES = [
  'assets/checkpoints',
  'model/backends/simd/kernels.wasm',
  // The compiler leaves out JavaScript that has a file of types beside it.
  'main/launch/lock.mjs',
  'main/launch/run.mjs',
]

for (const place of PLACES) {
  await mkdir(path.dirname(path.join(out, place)), { recursive: true })
  await cp(path.join(root, place), path.join(out, place), { recursive: true })
}
