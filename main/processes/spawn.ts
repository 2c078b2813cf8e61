import type { FromProcess, ToProcess } from './protocol.ts'

/** A running child process, as child_process.fork and Electron's utilityProcess can both provide it. */
export interface Child {
  readonly pid: number | undefined
  /** Does nothing if the process is gone. */
  send(message: ToProcess): void
  onMessage(listener: (message: FromProcess) => void): void
  /** Called with each piece of text that the process writes to stderr. */
  onStderr(listener: (text: string) => void): void
  /** Calls the listener once, after the last message, with "SIGKILL", "exit code 1", or why it did not start. */
  onExit(listener: (cause: string) => void): void
  /** Closes the channel, upon which it ends by itself. */
  disconnect(): void
  /** Ends it at once, whatever it is doing. */
  kill(): void
}

export interface SpawnOptions {
  /** Its name in lists of processes, where the platform allows. */
  readonly name: string
  readonly args: readonly string[]
}

/** Starts a script as a process of its own that serves jobs (serveJobs.ts). */
export type Spawn = (script: URL, options: SpawnOptions) => Child
