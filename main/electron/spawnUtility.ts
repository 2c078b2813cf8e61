import { fileURLToPath } from 'node:url'
import { utilityProcess } from 'electron'
import type { FromProcess } from '../processes/protocol.ts'
import type { Child, Spawn } from '../processes/spawn.ts'

/** Starts a process with Electron's own Node, which works even where a fuse forbids running Electron as Node. */
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
  // Not child.kill: it sends SIGTERM, to which native code that hangs does not respond.
  function kill(): void {
    killed = true
    try {
      // Before it has started it has no pid: the 'spawn' handler kills it then.
      if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL')
    } catch {
      // It has just exited by itself.
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
    // There is no channel to close. When this is called, its jobs have ended or been cancelled.
    disconnect: () => child.kill(),
    kill,
  }
}
