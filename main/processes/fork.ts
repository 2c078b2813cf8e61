import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { FromProcess } from './protocol.ts'
import type { Child, Spawn } from './spawn.ts'

/** Starts a process with this very Node. It gets no stdin, so that it never takes a terminal's keys. */
export const forkNode: Spawn = (script, { args }): Child => {
  const child = fork(fileURLToPath(script), [...args], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  child.stderr!.setEncoding('utf8')
  let disconnected = false
  return {
    get pid() {
      return child.pid
    },
    send(message) {
      // Where it is just dying the error says nothing that its end does not.
      if (child.connected) child.send(message, () => {})
    },
    onMessage: (listener) => child.on('message', (message) => listener(message as FromProcess)),
    onStderr: (listener) => child.stderr!.on('data', listener),
    onExit(listener) {
      let told = false
      const tell = (cause: string) => {
        if (told) return
        told = true
        listener(cause)
      }
      // 'close' comes after the last message and the last line, 'exit' may come before them.
      child.once('close', (code, signal) => tell(signal ?? `exit code ${code}`))
      // One that was disconnected from here has no 'close', and nothing more to say.
      child.once('exit', (code, signal) => {
        if (disconnected) tell(signal ?? `exit code ${code}`)
      })
      child.on('error', (error) => {
        if (child.pid === undefined) tell(error.message)
      })
    },
    disconnect() {
      disconnected = true
      if (child.connected) child.disconnect()
    },
    kill: () => child.kill('SIGKILL'),
  }
}
