import { type ExecFileException, execFile } from 'node:child_process'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Library } from './library.ts'
import { missingLibraries } from './missing.ts'

const execute = promisify(execFile)

/**
 * What NVIDIA's driver reports about the graphics cards, a line for each; empty where there is no driver, it finds no
 * card, or it does not answer in time.
 *
 * @param fields of nvidia-smi's --query-gpu, such as 'name,driver_version'
 */
export async function graphicsCards(fields: string, timeoutMs = 5000): Promise<string[]> {
  const query = execute('nvidia-smi', [`--query-gpu=${fields}`, '--format=csv,noheader'], bounded(timeoutMs))
  const { stdout } = await query.catch(() => ({ stdout: '' }))
  return stdout.split(/\r?\n/).filter(Boolean)
}

/** The graphics card's name as its driver reports it; 'GPU' where it does not. */
export async function graphicsCard(): Promise<string> {
  const [name = 'GPU'] = await graphicsCards('name')
  return name
}

/**
 * Why a library for graphics cards found none. TensorFlow reports that only in its log, which is off in our process and
 * cannot be captured there, so another process loads the library and we read what it writes.
 */
export async function whyNoCard({ name, path }: Library, timeoutMs = 30_000): Promise<string> {
  return `${name} runs on the CPU: ${await reason(path, timeoutMs)}.`
}

async function reason(path: string, timeoutMs: number): Promise<string> {
  const [binding] = globSync('lib/napi-v*/tfjs_binding.node', { cwd: path })
  if (!binding) return `no tfjs_binding.node was found in ${join(path, 'lib')} to ask why`
  const script = `require(${JSON.stringify(join(path, binding))})`
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '0' }
  const attempt = execute(process.execPath, ['--eval', script], { env, ...bounded(timeoutMs) })
  const { killed, log } = await attempt.then(
    ({ stderr }) => ({ killed: false, log: stderr }),
    ({ killed, message }: ExecFileException) => ({ killed, log: message }),
  )
  const missing = missingLibraries(log)
  if (missing.length > 0) return `it could not load ${missing.join(', ')}`
  return killed ? `it did not report why within ${timeoutMs / 1000} s` : 'it finds no NVIDIA card it can use'
}

/** Options of a process that is ended when it takes longer than that. */
const bounded = (timeoutMs: number) => ({ timeout: timeoutMs, killSignal: 'SIGKILL' }) as const
