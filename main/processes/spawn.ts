import type { FromProcess, ToProcess } from './protocol.ts'

/** A running process of the app's, as child_process.fork and Electron's utilityProcess both can give it. */
export interface Child {
  readonly pid: number | undefined
  /** Does nothing where the process is gone. */
  send(message: ToProcess): void
  onMessage(listener: (message: FromProcess) => void): void
  /** Called with each piece of text that the process writes to stderr. */
  onStderr(listener: (text: string) => void): void
  /** Called once, when it is gone and nothing more comes from it: with "SIGKILL", "exit code 1", or why it did not start. */
  onExit(listener: (cause: string) => void): void
  /** Lets it end by itself: it is told that nobody listens any more. */
  disconnect(): void
  /** Ends it at once, whatever it is doing. */
  kill(): void
}

export interface SpawnOptions {
  /** What lists of processes call it, where the platform allows. */
  readonly name: string
  readonly args: readonly string[]
}

/** Starts a script as a process of its own that serves jobs (serveJobs.ts). */
export type Spawn = (script: URL, options: SpawnOptions) => Child
