import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { scriptBeside } from '../../model/scriptBeside.ts'
import { lastLine } from '../processes/lastLine.ts'
import { type BackendName, backends } from './names.ts'

const backend = z.enum(backends)

const measuredSchema = z.object({
  backend,
  threads: z.number().optional(),
  wide: z.boolean().optional(),
  device: z.string().optional(),
  library: z.string().optional(),
  complaint: z.string().optional(),
  /** How long a training step of mnist-compact on 64 pictures takes. */
  milliseconds: z.number().positive(),
})

const refusedSchema = z.object({
  backend,
  /** Why it does not run on this machine. */
  refused: z.string(),
})

export const trialSchema = z.union([measuredSchema, refusedSchema])

/** The result of trying a backend on this machine: what it runs on and how fast, or why it does not run. */
export type Trial = z.infer<typeof trialSchema>
export type MeasuredTrial = z.infer<typeof measuredSchema>

export const isMeasured = (trial: Trial): trial is MeasuredTrial => 'milliseconds' in trial

/** Long, because a library compiles its kernels at the first start on a graphics card of another generation. */
const TIMEOUT_MS = 120_000

/**
 * Tries a backend in a process of its own, because a native library may crash or hang at its import. The trial then
 * reports that.
 *
 * @param timeout milliseconds after which it counts as hung
 */
export async function tryBackend(name: BackendName, timeout = TIMEOUT_MS): Promise<Trial> {
  const refuse = (refused: string): Trial => ({ backend: name, refused })
  const script = fileURLToPath(scriptBeside('trialProcess', import.meta.url))
  const child = fork(script, [name], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  let result: Trial | undefined
  let isLate = false
  let log = ''
  const timer = setTimeout(() => {
    isLate = true
    child.kill('SIGKILL')
  }, timeout)
  child.stderr!.on('data', (text) => {
    log += text
  })
  child.once('message', (trial) => {
    result = trial as Trial
    // A native library may also crash or hang at its end.
    child.kill('SIGKILL')
  })
  try {
    const [code, signal] = await once(child, 'close')
    if (result) return result
    if (isLate) return refuse(`it was not ready after ${timeout / 1000} s`)
    return refuse(`its process ended with ${signal ?? `exit code ${code}`}${lastLine(log)}`)
  } catch (error) {
    return refuse(`its process does not start: ${(error as Error).message}`)
  } finally {
    clearTimeout(timer)
  }
}
