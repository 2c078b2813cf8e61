import * as tf from '@tensorflow/tfjs-core'
import { type KernelCall, workOf } from './work.ts'

/** What the calls of one kernel cost; matrix products of different shapes are told apart. */
export interface KernelCost {
  readonly kernel: string
  /** The shapes of a matrix product (Work.product). */
  readonly product?: string
  calls: number
  /** Time within the kernel, without that of kernels it called; with that of what it put off. */
  ms: number
  /** Work: see workOf. */
  flop: number
  bytes: number
}

export interface Profile {
  /** Time of the whole task; what the kernels leave of it passed in JavaScript between them. */
  readonly ms: number
  readonly kernels: readonly KernelCost[]
}

/**
 * Runs `task` with every kernel of the current backend timed; nothing else may compute until it has ended. The backend's
 * own kernels are back in tfjs's registry afterwards, also where the task throws.
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

/** Runs `task` so that `currentCalls` knows the calls that run. */
export function observe<T>(task: () => T): T {
  const end = watch(new Recorder())
  try {
    return task()
  } finally {
    end()
  }
}

/** @returns ends the watch */
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

/** Puts kernels in the place of those of their names. */
function register(kernels: readonly tf.KernelConfig[]): void {
  for (const config of kernels) {
    tf.unregisterKernel(config.kernelName, config.backendName)
    tf.registerKernel(config)
  }
}

/** The profile that is being taken. */
let recorder: Recorder | undefined

/** For backends: the kernel that runs puts off `terms` of its work, unless another one did before. */
export function putOff(terms: readonly object[]): void {
  recorder?.putOff(terms)
}

/** For backends: does the work that was put off; its time is not that of the kernel which needs it first. */
export function catchUp(terms: readonly object[], work: () => void): void {
  if (recorder) recorder.catchUp(terms, work)
  else work()
}

/** For backends: the calls that work done now is charged to, while they are observed. */
export function currentCalls(): readonly KernelCall[] {
  return recorder?.current ?? []
}

/** For backends: takes steps again that were first taken for some calls; their time is that of these calls. */
export function repeatCalls<Step extends { readonly calls: readonly KernelCall[] }>(
  steps: readonly Step[],
  take: (step: Step) => void,
): void {
  if (recorder) recorder.repeat(steps, take)
  else for (const step of steps) take(step)
}

interface TimedCall extends KernelCall {
  ms: number
  /** Whether its work was put off and not done yet, or left to those whose terms it only gathered. */
  isOwing: boolean
}

class Recorder {
  readonly calls: TimedCall[] = []
  readonly #owners = new Map<object, TimedCall>()
  #current: readonly TimedCall[] = []
  /** Time within what the current call has called. */
  #nested = 0

  /** The calls that time passes for. */
  get current(): readonly KernelCall[] {
    return this.#current
  }

  timed(config: tf.KernelConfig): tf.KernelConfig {
    const kernelFunc: tf.KernelFunc = (params) => {
      const outputs: tf.TensorInfo[] = []
      const { inputs, attrs = {} } = params
      const call = { kernel: config.kernelName, inputs, outputs, attrs, ms: 0, isOwing: false }
      const result = this.#run([call], () => config.kernelFunc(params))
      outputs.push(...(Array.isArray(result) ? result : [result]))
      this.calls.push(call)
      return result
    }
    return { ...config, kernelFunc }
  }

  putOff(terms: readonly object[]): void {
    const [call] = this.#current
    if (!call) return
    const own = terms.filter((term) => !this.#owners.has(term))
    for (const term of own) this.#owners.set(term, call)
    call.isOwing = true
  }

  catchUp(terms: readonly object[], work: () => void): void {
    const owners = terms.map((term) => this.#owners.get(term)).filter((owner) => owner !== undefined)
    for (const owner of owners) owner.isOwing = false
    this.#run(owners, work)
  }

  repeat<Step extends { readonly calls: readonly KernelCall[] }>(
    steps: readonly Step[],
    take: (step: Step) => void,
  ): void {
    const all = new Set(steps.flatMap(({ calls }) => calls))
    const timed = new Map([...all].map((call) => [call, { ...call, ms: 0, isOwing: false }]))
    this.calls.push(...timed.values())
    for (const step of steps) {
      this.#run(
        step.calls.map((call) => timed.get(call)!),
        () => take(step),
      )
    }
  }

  /** Shares the time of some work, less that of calls within, among `calls`. */
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
    if (!call.isOwing) {
      cost.flop += flop
      cost.bytes += bytes
    }
    all.set(key, cost)
  }
  return [...all.values()]
}
