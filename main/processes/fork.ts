import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { FromProcess } from './protocol.ts'
import type { Child, Spawn } from './spawn.ts'

/** Starts a process with the Node that runs this one. It has no stdin, so that it never takes a terminal's keys. */
export const forkNode: Spawn = (script, { args }): Child => {
  const child = fork(fileURLToPath(script), [...args], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  // A process that could not be started has none; `onExit` then says why.
  child.stderr?.setEncoding('utf8')
  let disconnected = false
  return {
    get pid() {
      return child.pid
    },
    send(message) {
      // If it is just dying, the error adds nothing to its exit.
      if (child.connected) child.send(message, () => {})
    },
    onMessage: (listener) => child.on('message', (message) => listener(message as FromProcess)),
    onStderr: (listener) => void child.stderr?.on('data', listener),
    onExit(listener) {
      let isReported = false
      const report = (cause: string) => {
        if (isReported) return
        isReported = true
        listener(cause)
      }
      // 'close' comes after the last message and the last line of output; 'exit' may come before them.
      child.once('close', (code, signal) => report(signal ?? `exit code ${code}`))
      // A child that was disconnected from here emits no 'close', and sends nothing more.
      child.once('exit', (code, signal) => {
        if (disconnected) report(signal ?? `exit code ${code}`)
      })
      child.on('error', (error) => {
        if (child.pid === undefined) report(whyNotStarted(error))
      })
    },
    disconnect() {
      disconnected = true
      if (child.connected) child.disconnect()
    },
    kill: () => child.kill('SIGKILL'),
  }
}

function whyNotStarted(error: NodeJS.ErrnoException): string {
  if (error.code !== 'EMFILE' && error.code !== 'ENFILE') return error.message
  return 'too many files are open: raise the limit (ulimit -n 1024)'
}
