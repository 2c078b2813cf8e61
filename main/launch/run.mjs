import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { constants } from 'node:os'

/**
 * Runs a program on this terminal and resolves with its exit code, or as in a shell with 128 + the signal's number if a
 * signal ended it. Signals to this process reach the program exactly once, and this process outlives it.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<number>} rejects with the system's error when the program cannot be started
 */
export async function run(command, args, options) {
  /** @type {import('node:child_process').ChildProcess} */
  let child
  // A terminal sends these to every process in the foreground, including the program; without one they are forwarded.
  const keyboard = hasTerminal()
  const handlers = /** @type {const} */ ([
    ['SIGINT', () => keyboard || child.kill('SIGINT')],
    ['SIGHUP', () => keyboard || child.kill('SIGHUP')],
    ['SIGTERM', () => child.kill('SIGTERM')],
  ])
  // Installed before the start, because a signal in between would end this process and leave the program running.
  for (const [signal, handler] of handlers) process.on(signal, handler)
  try {
    child = spawn(command, args, { stdio: 'inherit', ...options })
    return await new Promise((resolve, reject) => {
      child.on('error', reject)
      child.on('exit', (code, signal) => resolve(signal ? 128 + constants.signals[signal] : (code ?? 1)))
    })
  } finally {
    for (const [signal, handler] of handlers) process.off(signal, handler)
  }
}

/** Whether a terminal controls this process, wherever its input and output go. Windows always has a console. */
function hasTerminal() {
  if (process.platform === 'win32') return true
  try {
    closeSync(openSync('/dev/tty', 'r'))
    return true
  } catch {
    return false
  }
}
