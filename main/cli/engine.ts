import * as tf from '@tensorflow/tfjs-core'
import { type Command, Option } from 'commander'
import { startSimd, stopSimd } from '../../model/backends/simd/index.ts'
import { RnpError } from '../../model/errors.ts'
import { wholeNumber } from './options.ts'

/** What computes. */
export interface Engine {
  readonly backend: string
  readonly threads: number
  /** Whether its kernels run on 256-bit vectors. */
  readonly wide: boolean
}

export interface EngineOptions {
  readonly backend: 'simd' | 'cpu'
  readonly threads?: number
}

/** Adds the options that choose the engine. */
export function addEngineOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--backend <name>', 'simd: WebAssembly; cpu: plain JavaScript, slow')
        .choices(['simd', 'cpu'])
        .default('simd'),
    )
    .option('--threads <n>', 'threads of the simd backend (default: one per core, at most 8)', wholeNumber(1))
}

/** Runs `task` with the engine started, and ends the engine's threads afterwards. */
export async function withEngine<T>(
  options: EngineOptions,
  task: (engine: Engine) => Promise<T>,
): Promise<T> {
  const engine = await start(options)
  try {
    return await task(engine)
  } finally {
    await stopSimd()
  }
}

async function start({ backend, threads }: EngineOptions): Promise<Engine> {
  if (backend === 'simd') return startSimd({ threads })
  if (threads && threads > 1) {
    throw new RnpError(
      'usage',
      `The cpu backend has one thread, not ${threads}.`,
      'Leave --threads out, or use --backend simd.',
    )
  }
  await import('@tensorflow/tfjs-backend-cpu')
  await tf.setBackend('cpu')
  return { backend, threads: 1, wide: false }
}

/** The engine in words: "simd, 2 threads, 256-bit". */
export function describeEngine({ backend, threads, wide }: Engine): string {
  return `${backend}, ${threads} ${threads === 1 ? 'thread' : 'threads'}${wide ? ', 256-bit' : ''}`
}
