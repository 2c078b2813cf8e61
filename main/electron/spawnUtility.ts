import { fileURLToPath } from 'node:url'
import { utilityProcess } from 'electron'
import type { FromProcess } from '../processes/protocol.ts'
import type { Child, Spawn } from '../processes/spawn.ts'

/** Starts a process as Electron has it: with Electron's own Node, also where its fuse forbids to run it as one. */
export const spawnUtility: Spawn = (script, { name, args }): Child => {
  const child = utilityProcess.fork(fileURLToPath(script), [...args], {
    serviceName: name,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let started = false
  let killed = false
  child.once('spawn', () => {
    started = true
    if (killed) kill()
  })
  // Not child.kill, which asks: native code that hangs would not hear it.
  function kill(): void {
    killed = true
    try {
      // Before it has started it has no number; it is ended then.
      if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL')
    } catch {
      // It has just ended by itself.
    }
  }
  return {
    get pid() {
      return child.pid
    },
    send: (message) => child.postMessage(message),
    onMessage: (listener) => child.on('message', (message: FromProcess) => listener(message)),
    onStderr: (listener) => child.stderr!.on('data', (chunk) => listener(String(chunk))),
    onExit: (listener) =>
      child.once('exit', (code) => listener(started ? `exit code ${code}` : `it did not start (${code})`)),
    // It has no channel to close; its jobs have ended, or have been cancelled, when this is asked.
    disconnect: () => child.kill(),
    kill,
  }
}
