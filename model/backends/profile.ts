import * as tf from '@tensorflow/tfjs-core'
import { type KernelCall, workOf } from './work.ts'

/** What the calls of one kernel cost; matrix products of different shapes are listed apart. */
export interface KernelCost {
  readonly kernel: string
  /** The shapes of a matrix product (Work.product). */
  readonly product?: string
  calls: number
  /** Time within the kernel, without that of kernels it called, and with that of the work it deferred. */
  ms: number
  /** Work: see workOf. */
  flop: number
  bytes: number
}

export interface Profile {
  /** Time of the whole task; what is not the kernels' was spent in JavaScript between them. */
  readonly ms: number
  readonly kernels: readonly KernelCost[]
}

/**
 * Runs `task` with every kernel of the current backend timed; nothing else may compute until it has ended. The backend's
 * own kernels are put back into tfjs's registry afterwards, even if the task throws.
 */
export async function profile(task: () => unknown): Promise<Profile> {
  const running = new Recorder()
  const end = watch(running)
  try {
    const begin = performance.now()
    await task()
    return { ms: performance.now() - begin, kernels: costs(running.calls) }
  } finally {
    end()
  }
}

/** Runs `task` in such a way that `currentCalls` returns the calls that are running. */
export function observe<T>(task: () => T): T {
  const end = watch(new Recorder())
  try {
    return task()
  } finally {
    end()
  }
}

/** @returns a function that ends it */
function watch(running: Recorder): () => void {
  const kernels = tf.getKernelsForBackend(tf.getBackend())
  const outer = recorder
  recorder = running
  register(kernels.map((config) => running.timed(config)))
  return () => {
    register(kernels)
    recorder = outer
  }
}

/** Registers kernels in place of those with the same names. */
function register(kernels: readonly tf.KernelConfig[]): void {
  for (const config of kernels) {
    tf.unregisterKernel(config.kernelName, config.backendName)
    tf.registerKernel(config)
  }
}

/** The recorder of the profile in progress. */
let recorder: Recorder | undefined

/** For backends: the running kernel defers `terms` of its work, except those that an earlier one has deferred. */
export function deferTerms(terms: readonly object[]): void {
  recorder?.deferTerms(terms)
}

/** For backends: does deferred work. Its time counts for the kernels that deferred it, not for the one that needs it first. */
export function runDeferred(terms: readonly object[], work: () => void): void {
  if (recorder) recorder.runDeferred(terms, work)
  else work()
}

/** For backends: the observed calls that the work being done now is charged to. */
export function currentCalls(): readonly KernelCall[] {
  return recorder?.current ?? []
}

/** For backends: takes steps again; their time is charged to the calls that they were first taken for. */
export function repeatCalls<Step extends { readonly calls: readonly KernelCall[] }>(
  steps: readonly Step[],
  take: (step: Step) => void,
): void {
  if (recorder) recorder.repeat(steps, take)
  else for (const step of steps) take(step)
}

interface TimedCall extends KernelCall {
  ms: number
  /** Whether its work is deferred and not done yet, or only joins terms that other calls deferred. */
  isPending: boolean
}

class Recorder {
  readonly calls: TimedCall[] = []
  readonly #owners = new Map<object, TimedCall>()
  #current: readonly TimedCall[] = []
  /** Time within the calls that the current one has made. */
  #nested = 0

  /** The calls that the time is charged to now. */
  get current(): readonly KernelCall[] {
    return this.#current
  }

  timed(config: tf.KernelConfig): tf.KernelConfig {
    const kernelFunc: tf.KernelFunc = (params) => {
      const outputs: tf.TensorInfo[] = []
      const { inputs, attrs = {} } = params
      const call = { kernel: config.kernelName, inputs, outputs, attrs, ms: 0, isPending: false }
      const result = this.#run([call], () => config.kernelFunc(params))
      outputs.push(...(Array.isArray(result) ? result : [result]))
      this.calls.push(call)
      return result
    }
    return { ...config, kernelFunc }
  }

  deferTerms(terms: readonly object[]): void {
    const [call] = this.#current
    if (!call) return
    const own = terms.filter((term) => !this.#owners.has(term))
    for (const term of own) this.#owners.set(term, call)
    call.isPending = true
  }

  runDeferred(terms: readonly object[], work: () => void): void {
    const owners = terms.map((term) => this.#owners.get(term)).filter((owner) => owner !== undefined)
    for (const owner of owners) owner.isPending = false
    this.#run(owners, work)
  }

  repeat<Step extends { readonly calls: readonly KernelCall[] }>(
    steps: readonly Step[],
    take: (step: Step) => void,
  ): void {
    const all = new Set(steps.flatMap(({ calls }) => calls))
    const timed = new Map([...all].map((call) => [call, { ...call, ms: 0, isPending: false }]))
    this.calls.push(...timed.values())
    for (const step of steps) {
      this.#run(
        step.calls.map((call) => timed.get(call)!),
        () => take(step),
      )
    }
  }

  /** Runs some work and divides its time, less that of calls within it, among `calls`. */
  #run<T>(calls: readonly TimedCall[], work: () => T): T {
    const [outer, outerNested] = [this.#current, this.#nested]
    this.#current = calls
    this.#nested = 0
    const begin = performance.now()
    try {
      return work()
    } finally {
      const elapsed = performance.now() - begin
      for (const call of calls) call.ms += (elapsed - this.#nested) / calls.length
      this.#current = outer
      this.#nested = outerNested + elapsed
    }
  }
}

function costs(calls: readonly TimedCall[]): KernelCost[] {
  const all = new Map<string, KernelCost>()
  for (const call of calls) {
    const { flop, bytes, product } = workOf(call)
    const key = `${call.kernel} ${product ?? ''}`
    const cost = all.get(key) ?? { kernel: call.kernel, product, calls: 0, ms: 0, flop: 0, bytes: 0 }
    cost.calls++
    cost.ms += call.ms
    if (!call.isPending) {
      cost.flop += flop
      cost.bytes += bytes
    }
    all.set(key, cost)
  }
  return [...all.values()]
}
