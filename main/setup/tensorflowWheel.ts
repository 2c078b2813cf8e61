import { spawnSync } from 'node:child_process'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { RnpError } from '../../model/errors.ts'
import { run } from '../launch/run.mjs'
import type { Step } from './step.ts'

/** The version of TensorFlow that was tested with tfjs-node 4.22. */
const TENSORFLOW_VERSION = '2.15.1'

/** The libraries that the addon is linked with, and loads by these names. */
const LIBRARIES = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2']

/** Prefixes of the members that are unpacked from the wheel. */
const MEMBER_PREFIXES = [
  ...LIBRARIES.map((library) => `tensorflow/${library}`),
  'tensorflow/include/tensorflow/c/',
  'tensorflow/include/tensorflow/core/platform/',
  'tensorflow/include/tsl/',
]

/** Python script that unpacks an archive's members with given prefixes into a folder. */
const UNPACK = `
import sys, zipfile
archive, folder, *prefixes = sys.argv[1:]
members = zipfile.ZipFile(archive)
members.extractall(folder, [name for name in members.namelist() if name.startswith(tuple(prefixes))])
`

/**
 * Checks that this machine can build from the wheel.
 *
 * @throws RnpError 'engine' if it cannot
 */
export function checkWheelTools(): void {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new RnpError(
      'engine/not-installed',
      `The wheel's library is for Linux on x64; this is ${process.platform} on ${process.arch}.`,
      'Use npm run setup:tensorflow without --from-wheel.',
    )
  }
  for (const [tool, ...args] of [
    ['g++', '--version'],
    ['python3', '-m', 'pip', '--version'],
  ]) {
    if (spawnSync(tool, args).status === 0) continue
    throw new RnpError(
      'engine/not-installed',
      `Building from the wheel needs ${[tool, ...args.slice(0, -1)].join(' ')}, which does not run here.`,
      'On Debian and Ubuntu: apt-get install g++ python3-pip.',
    )
  }
}

/**
 * Completes the tfjs-node in a folder that was installed without its scripts: it adds TensorFlow's C library, from
 * PyPI's wheel of tensorflow-cpu, and the addon, compiled from the package's own unchanged sources. The folder must
 * also contain node-api-headers.
 *
 * @throws RnpError 'engine' if a step fails
 */
export async function buildFromWheel(folder: string, step: Step): Promise<void> {
  const scratch = join(folder, 'scratch')
  const modules = join(folder, 'node_modules')
  const tfjsNode = join(modules, '@tensorflow', 'tfjs-node')
  const deps = join(tfjsNode, 'deps')
  await mkdir(join(deps, 'lib'), { recursive: true })
  await mkdir(join(tfjsNode, 'lib', 'napi-v8'), { recursive: true })

  const wheel = `tensorflow-cpu==${TENSORFLOW_VERSION}`
  await step(
    `pip download ${wheel} (207 MB)`,
    'It needs PyPI, or the index that pip is configured for.',
    (options) =>
      // Any Python's pip can fetch it: the library in it does not depend on Python.
      run(
        'python3',
        [
          ...['-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary=:all:', '--dest', scratch],
          ...['--python-version', '3.11', '--platform', 'manylinux_2_17_x86_64', wheel],
        ],
        options,
      ),
  )

  await step(
    'unpack the library and its headers (620 MB)',
    'It needs that much space on the disk.',
    async (options) => {
      const [file] = await readdir(scratch)
      const code = await run(
        'python3',
        ['-c', UNPACK, join(scratch, file), scratch, ...MEMBER_PREFIXES],
        options,
      )
      if (code !== 0) return code
      const unpacked = join(scratch, 'tensorflow')
      await rename(join(unpacked, 'include'), join(deps, 'include'))
      for (const library of LIBRARIES) await rename(join(unpacked, library), join(deps, 'lib', library))
      await rm(scratch, { recursive: true })
      return 0
    },
  )

  await step(
    'compile the addon',
    'The last compiler errors are above; --debug shows all of them.',
    (options) =>
      run(
        'g++',
        [
          ...['-O2', '-std=c++17', '-shared', '-fPIC', '-DNAPI_VERSION=8'],
          ...[`-I${join(modules, 'node-api-headers', 'include')}`, '-Ideps/include'],
          ...['binding/tfjs_backend.cc', 'binding/tfjs_binding.cc'],
          ...LIBRARIES.map((library) => `deps/lib/${library}`),
          // The addon finds the libraries relative to its own place.
          ...['-Wl,-rpath,$ORIGIN/../../deps/lib', '-o', 'lib/napi-v8/tfjs_binding.node'],
        ],
        { ...options, cwd: tfjsNode },
      ),
  )
}
