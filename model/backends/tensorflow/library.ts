import { existsSync, readFileSync } from 'node:fs'
import { createRequire, registerHooks } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import util from 'node:util'
import { RnpError } from '../../errors.ts'
import { tensorflowFolder } from './folder.ts'
import { missingLibraries } from './missing.ts'

/** An installed tfjs-node or tfjs-node-gpu. */
export interface Library {
  readonly name: string
  readonly version: string
  /** Its package's folder. */
  readonly path: string
}

/** In the order in which they are looked for: the one for NVIDIA's cards also runs without a card. */
const NAMES = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node']

/**
 * The library to load, from node_modules or else from the user's folder; undefined where there is none. This looks for
 * its file, since Node's own resolution remembers a failure, and could not load the library once it is installed.
 */
export function findLibrary(): Library | undefined {
  for (const folder of [import.meta.dirname, tensorflowFolder()]) {
    for (const name of NAMES) {
      for (const modules of createRequire(join(folder, 'here.js')).resolve.paths(name) ?? []) {
        const path = join(modules, name)
        const file = join(path, 'package.json')
        if (existsSync(file)) return { name, version: JSON.parse(readFileSync(file, 'utf8')).version, path }
      }
    }
  }
  return undefined
}

/**
 * Loads a library, which makes its backend tfjs's current one. To be called once in a process.
 *
 * @throws RnpError 'engine/not-started', naming the shared library that is missing where the system reports one
 */
export function loadLibrary({ name, path }: Library): void {
  // TensorFlow reads both once, when it is loaded. Without the second it takes all memory of the card at once.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'
  process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true'
  restoreUtil()
  const hooks = shareTfjs()
  try {
    createRequire(import.meta.url)(path)
  } catch (error) {
    throw new RnpError(
      'engine/not-started',
      `${name} cannot be loaded: ${reasonOf(error)}.`,
      `Fix that, or delete ${path} and run npm run setup:tensorflow (with -- --from-wheel where ` +
        'storage.googleapis.com cannot be reached); meanwhile use --backend simd.',
      { cause: error },
    )
  } finally {
    hooks.deregister()
  }
}

/** Restores functions of Node's util that tfjs-node 4.22 calls: isArray warns since Node 22, the other is gone since 23. */
function restoreUtil(): void {
  Object.assign(util, {
    isArray: Array.isArray,
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
  })
}

/** Makes a library outside our node_modules, which has a tfjs beside it, use ours, so that tensors and kernels are shared. */
function shareTfjs(): { deregister(): void } {
  const { resolve } = createRequire(import.meta.url)
  const ours = new Map(
    ['@tensorflow/tfjs', '@tensorflow/tfjs-core'].map((name) => [name, pathToFileURL(resolve(name)).href]),
  )
  return registerHooks({
    resolve: (specifier, context, next) => {
      const url = ours.get(specifier)
      return url ? { url, format: 'commonjs', shortCircuit: true } : next(specifier, context)
    },
  })
}

/** The shared library that the system's loader reports missing; otherwise the first line of the error. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const [missing] = missingLibraries(message)
  return missing ? `the shared library ${missing} is missing` : message.split('\n')[0].replace(/\.?\s*$/, '')
}
