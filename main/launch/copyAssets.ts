// The last step of the build for Electron: what the compiled program reads beside its own files.
import { cp, mkdir } from 'node:fs/promises'
import path from 'node:path'
import { out, root } from './places.ts'

for (const place of ['assets/checkpoints', 'model/backends/simd/kernels.wasm']) {
  await mkdir(path.dirname(path.join(out, place)), { recursive: true })
  await cp(path.join(root, place), path.join(out, place), { recursive: true })
}
