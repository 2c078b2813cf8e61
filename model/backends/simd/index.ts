import { availableParallelism } from 'node:os'
import '@tensorflow/tfjs'
import * as tf from '@tensorflow/tfjs-core'
import { RnpError } from '../../errors.ts'
import { SimdBackend } from './backend.ts'
import { wrongKernel } from './checks/selfCheck.ts'
import { trace } from './graph.ts'
import { simdKernels } from './kernels/index.ts'
import { KernelMemory } from './memory.ts'
import { canBeWide, compileModule } from './module.ts'
import { Threads } from './threads.ts'
import { freeUpperHalves } from './upperHalves.ts'
import { joinsVectors } from './vectorWidth.ts'

/** What the engine runs on, to show to people. */
export interface SimdInfo {
  readonly backend: 'simd'
  readonly threads: number
  /** Whether kernels run on 256-bit vectors: V8's pass is on and the processor has them. */
  readonly wide: boolean
}

/** More threads than this gain nothing: the pieces of a step's work are too small. */
const MAX_DEFAULT_THREADS = 8
/** Each thread takes 8 MB of the kernels' memory and a V8 of its own. */
const MAX_THREADS = 64

/**
 * Starts the `simd` backend and makes it tfjs's current one; a running one is stopped first.
 *
 * @param options.threads 1 (the calling thread alone) to 64; all cores up to 8 unless given
 * @param options.wide false keeps V8's 256-bit pass off
 *
 * @throws RnpError 'usage/invalid' for a number of threads out of range, and 'engine' where the kernels do not compile or
 *   compute wrong numbers, the memory cannot be reserved, or a thread does not start; nothing is left running then
 */
export async function startSimd(options: { threads?: number; wide?: boolean } = {}): Promise<SimdInfo> {
  await stopSimd()
  const count = options.threads ?? Math.min(MAX_DEFAULT_THREADS, availableParallelism())
  if (!Number.isInteger(count) || count < 1 || count > MAX_THREADS) {
    throw new RnpError(
      'usage/invalid',
      `The simd backend runs on 1 to ${MAX_THREADS} threads, not ${count}.`,
      `This machine has ${availableParallelism()} cores: more threads than that gain nothing.`,
    )
  }
  const wide = (options.wide ?? process.env.RNP_WIDE !== '0') && canBeWide
  const engine = (wide && (await startChecked(count, true))) || (await startChecked(count, false))!
  registerKernels()
  tf.registerBackend('simd', () => {
    const backend = new SimdBackend(engine.memory, engine.threads)
    backend.trace = (compute, inputs) => trace(backend, compute, inputs)
    return backend
  })
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
 * Starts threads and checks that their kernels agree with scalar code. Returns undefined where they do not with V8's
 * experimental 256-bit pass: they are then started without it.
 *
 * @throws RnpError 'engine/failed' where they do not agree without it either
 */
async function startChecked(count: number, wide: boolean): Promise<Engine | undefined> {
  const memory = new KernelMemory()
  const threads = await Threads.start(compileModule(wide), memory, count)
  const wrong = wrongKernel(threads.kernels, memory)
  const joins = !wrong && wide && joinsVectors(threads.kernels, memory)
  freeUpperHalves()
  if (!wrong) return { memory, threads, wide: joins }
  await threads.stop()
  if (wide) return undefined
  throw new RnpError(
    'engine/failed',
    `The kernel ${wrong} computes wrong numbers on this machine (Node ${process.versions.node}, ${process.arch}).`,
    'Use another backend (--backend cpu), and report it with the processor of this machine.',
  )
}

let running: Threads | undefined

/** Ends the backend and its threads; its tensors are lost. */
export async function stopSimd(): Promise<void> {
  if (!running) return
  const threads = running
  running = undefined
  tf.removeBackend('simd')
  await threads.stop()
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
