import { availableParallelism } from 'node:os'
import '@tensorflow/tfjs'
import * as tf from '@tensorflow/tfjs-core'
import { RnpError } from '../../errors.ts'
import { SimdBackend } from './backend.ts'
import { simdKernels } from './kernels/index.ts'
import { KernelMemory } from './memory.ts'
import { canBeWide, compileModule } from './module.ts'
import { wrongKernel } from './selfCheck.ts'
import { Threads } from './threads.ts'

/** What the engine runs on, for people. */
export interface SimdInfo {
  readonly backend: 'simd'
  readonly threads: number
  /** Whether kernels run on 256-bit vectors. */
  readonly wide: boolean
}

/** More threads than this gain nothing: the work of a step comes in too small pieces. */
const MOST_THREADS = 8

/**
 * Starts the `simd` backend and makes it tfjs's current one.
 *
 * @param options.threads 1 to run on the calling thread alone; all cores up to 8 unless given
 * @param options.wide false keeps V8's 256-bit pass off
 */
export async function startSimd(options: { threads?: number; wide?: boolean } = {}): Promise<SimdInfo> {
  await stopSimd()
  const count = options.threads ?? Math.min(MOST_THREADS, availableParallelism())
  const wide = (options.wide ?? process.env.RNP_WIDE !== '0') && canBeWide
  const engine = (wide && (await startChecked(count, true))) || (await startChecked(count, false))!
  registerKernels()
  tf.registerBackend('simd', () => new SimdBackend(engine.memory, engine.threads))
  await tf.setBackend('simd')
  running = engine.threads
  return { backend: 'simd', threads: count, wide: engine.wide }
}

interface Engine {
  readonly memory: KernelMemory
  readonly threads: Threads
  readonly wide: boolean
}

/**
 * Threads whose kernels agree with scalar code; undefined where they do not with the 256-bit pass, which is
 * experimental: they run without it then. Throws an engine error where they do not without it either.
 */
async function startChecked(count: number, wide: boolean): Promise<Engine | undefined> {
  const memory = new KernelMemory()
  const threads = await Threads.start(compileModule(wide), memory, count)
  const wrong = wrongKernel(threads.kernels, memory)
  if (!wrong) return { memory, threads, wide }
  await threads.stop()
  if (wide) return undefined
  throw new RnpError(
    'engine',
    `The kernel ${wrong} computes wrong numbers on this machine (Node ${process.versions.node}, ${process.arch}).`,
    'Use another backend (--backend cpu), and report it with the processor of this machine.',
  )
}

let running: Threads | undefined

/** Ends the backend and its threads; its tensors are gone. */
export async function stopSimd(): Promise<void> {
  await running?.stop()
  if (running) tf.removeBackend('simd')
  running = undefined
}

let registered = false

/** Our kernels, and for everything else the JavaScript ones of tfjs-backend-cpu, which run on our memory as they are. */
function registerKernels(): void {
  if (registered) return
  registered = true
  const own = simdKernels()
  const names = new Set(own.map(({ kernelName }) => kernelName))
  for (const config of own) tf.registerKernel(config)
  for (const config of tf.getKernelsForBackend('cpu')) {
    if (!names.has(config.kernelName))
      tf.registerKernel({ ...config, backendName: 'simd', setupFunc: undefined })
  }
}
