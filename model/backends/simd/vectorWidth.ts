import type { Kernels } from './kernelCalls.ts'
import type { KernelMemory } from './memory.ts'

/** Bytes that `turnsApart` stores into (assembly/width.ts). */
const BYTES = 256
/** About 20 us of work: short enough that most rounds pass undisturbed. */
const TURNS = 2000
/** Some 10 ms of work: on a busy machine most are disturbed, and a few that are not are enough. */
const ROUNDS = 200
/** Joined vectors take 0.6 to 0.87 of the time, depending on the processor; others 0.97 to 1.03. */
const JOINED_RATIO = 0.92

/**
 * Whether V8 has compiled these kernels to 256-bit vectors: false where its pass is off, or does nothing because the
 * processor has no AVX2. No interface of Node or V8 reports it, and joined code computes and traps exactly as other code
 * does. So this compares speeds: the best of many rounds of two loops, of which the pass can join only one.
 */
export function joinsVectors(kernels: Kernels, memory: KernelMemory): boolean {
  const address = memory.allocate(BYTES)
  let beside = Number.POSITIVE_INFINITY
  let apart = Number.POSITIVE_INFINITY
  for (let round = 0; round < ROUNDS; round++) {
    beside = Math.min(
      beside,
      millisecondsOf(() => kernels.turnsBeside(address, TURNS)),
    )
    apart = Math.min(
      apart,
      millisecondsOf(() => kernels.turnsApart(address, TURNS)),
    )
  }
  memory.free(address)
  return beside < JOINED_RATIO * apart
}

function millisecondsOf(run: () => void): number {
  const start = performance.now()
  run()
  return performance.now() - start
}
