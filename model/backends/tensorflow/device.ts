import { type ExecFileException, execFile } from 'node:child_process'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Library } from './library.ts'
import { missingLibraries } from './missing.ts'

const execute = promisify(execFile)

/**
 * What NVIDIA's driver says of the graphics cards, a line for each; none where there is no driver, it finds no card, or
 * it does not answer in time.
 *
 * @param fields of nvidia-smi's --query-gpu, as 'name,driver_version'
 * @param limit milliseconds
 */
export async function graphicsCards(fields: string, limit = 5000): Promise<string[]> {
  const query = execute('nvidia-smi', [`--query-gpu=${fields}`, '--format=csv,noheader'], bounded(limit))
  const { stdout } = await query.catch(() => ({ stdout: '' }))
  return stdout.split(/\r?\n/).filter(Boolean)
}

/** The graphics card's name as its driver gives it; 'GPU' where the driver does not say it. */
export async function graphicsCard(): Promise<string> {
  const [name = 'GPU'] = await graphicsCards('name')
  return name
}

/**
 * Why a library for graphics cards found none. TensorFlow says so only in its log, which is off in our process and
 * cannot be caught there: another process loads it and we read what it writes.
 *
 * @param limit milliseconds which that may take
 */
export async function whyNoCard({ name, path }: Library, limit = 30_000): Promise<string> {
  return `${name} runs on the CPU: ${await reason(path, limit)}.`
}

async function reason(path: string, limit: number): Promise<string> {
  const [binding] = globSync('lib/napi-v*/tfjs_binding.node', { cwd: path })
  if (!binding) return `no tfjs_binding.node was found in ${join(path, 'lib')} to ask why`
  const script = `require(${JSON.stringify(join(path, binding))})`
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '0' }
  const attempt = execute(process.execPath, ['--eval', script], { env, ...bounded(limit) })
  const { killed, log } = await attempt.then(
    ({ stderr }) => ({ killed: false, log: stderr }),
    ({ killed, message }: ExecFileException) => ({ killed, log: message }),
  )
  const missing = missingLibraries(log)
  if (missing.length > 0) return `it could not load ${missing.join(', ')}`
  return killed ? `asked why, it did not answer in ${limit / 1000} s` : 'it finds no NVIDIA card it can use'
}

/** Options of a process that is ended where it takes more than some milliseconds. */
const bounded = (limit: number) => ({ timeout: limit, killSignal: 'SIGKILL' }) as const
