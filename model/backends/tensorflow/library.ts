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

/** The one for NVIDIA's cards runs without a card too, and so is asked for first. */
const NAMES = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node']

/**
 * The library that would be loaded: node_modules' before the user's folder; undefined where there is none. It is looked
 * for by its file: Node remembers what it did not find, and could not load it once it is installed.
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
 * Loads a library; its backend is tfjs's current one then. Once in a process.
 *
 * Throws an engine error that names the shared library that is missing, where the system says so.
 */
export function loadLibrary({ name, path }: Library): void {
  // TensorFlow reads them once, when it is loaded. Without the second it takes all memory of the card at once.
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
      `Mend that, or delete ${path} and run npm run setup:tensorflow (with -- --from-wheel where ` +
        'storage.googleapis.com cannot be reached); meanwhile use --backend simd.',
      { cause: error },
    )
  } finally {
    hooks.deregister()
  }
}

/** What tfjs-node 4.22 calls of Node's util: the one warns since Node 22, the other is gone since Node 23. */
function restoreUtil(): void {
  Object.assign(util, {
    isArray: Array.isArray,
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
  })
}

/** A library outside our node_modules has a tfjs beside it; ours is the one whose tensors and kernels we use. */
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

/** What the system's loader says of a shared library, in a few words; else the first line of the error. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const [missing] = missingLibraries(message)
  return missing ? `the shared library ${missing} is missing` : message.split('\n')[0].replace(/\.?\s*$/, '')
}
