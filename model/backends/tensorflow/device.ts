import { execFile } from 'node:child_process'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Library } from './library.ts'
import { missingLibraries } from './missing.ts'

const execute = promisify(execFile)

/** The graphics card's name as its driver gives it; 'GPU' where the driver has no nvidia-smi. */
export async function graphicsCard(): Promise<string> {
  const query = execute('nvidia-smi', ['--query-gpu=name', '--format=csv,noheader'])
  const { stdout } = await query.catch(() => ({ stdout: '' }))
  return stdout.split('\n')[0].trim() || 'GPU'
}

/**
 * Why a library for graphics cards found none. TensorFlow says so only in its log, which is off in our process and
 * cannot be caught there: another process loads it and we read what it writes.
 */
export async function whyNoCard({ name, path }: Library): Promise<string> {
  const [binding] = globSync(join(path, 'lib', 'napi-v*', 'tfjs_binding.node'))
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '0' }
  const attempt = execute(process.execPath, ['--eval', `require(${JSON.stringify(binding)})`], { env })
  const { stderr } = await attempt.catch((error: Error) => ({ stderr: error.message }))
  const missing = missingLibraries(stderr)
  return missing.length > 0
    ? `${name} runs on the CPU: it could not load ${missing.join(', ')}.`
    : `${name} runs on the CPU: it finds no NVIDIA card it can use.`
}
