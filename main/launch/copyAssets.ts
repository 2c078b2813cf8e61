// The last step of the build for Electron: it copies the files that the compiled program needs but the compiler omits.
import { cp, mkdir } from 'node:fs/promises'
import path from 'node:path'
import { out, root } from '../base/places.ts'

const PLACES = [
  'assets/checkpoints',
  'model/backends/simd/kernels.wasm',
  // The compiler omits JavaScript that has a declaration file beside it.
  'main/launch/lock.mjs',
  'main/launch/run.mjs',
]

for (const place of PLACES) {
  await mkdir(path.dirname(path.join(out, place)), { recursive: true })
  await cp(path.join(root, place), path.join(out, place), { recursive: true })
}
