import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { availableParallelism, cpus } from 'node:os'
import { kernelsFile } from '../../model/backends/simd/kernelsFile.ts'
import { graphicsCards } from '../../model/backends/tensorflow/device.ts'
import type { Library } from '../../model/backends/tensorflow/library.ts'
import packageJson from '../../package.json' with { type: 'json' }

/** Everything known in advance that can make one backend faster than another. */
export type Machine = Readonly<Record<string, string>>

/** Describes this machine and the versions of what would run on it. */
export async function thisMachine(tensorflow: Library): Promise<Machine> {
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: String(availableParallelism()),
    graphics: (await graphicsCards('name,driver_version')).join('; ') || 'none',
    system: `${process.platform} ${process.arch}`,
    node: process.version,
    app: packageJson.version,
    kernels: createHash('sha256')
      .update(await readFile(kernelsFile))
      .digest('hex'),
    tensorflow: `${tensorflow.name} ${tensorflow.version} in ${tensorflow.path}`,
  }
}
