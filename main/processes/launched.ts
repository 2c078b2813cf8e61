import { lastLine } from './lastLine.ts'
import type { FromProcess } from './protocol.ts'
import type { Child, Spawn } from './spawn.ts'

export interface LaunchOptions {
  readonly spawn: Spawn
  /** URL of the script, relative to the module that names it, so that it is found in the built app too. */
  readonly script: URL
  /** What people call it: "The engine that parses" */
  readonly name: string
  readonly args?: readonly string[]
  /** How long it may take until it serves jobs, ms. */
  readonly startTimeout?: number
}

/** Receives what happens to a process after its start. */
export interface LaunchListener {
  ready(): void
  message(message: Exclude<FromProcess, { type: 'ready' }>): void
  /** Called last, when it is gone, with how it ended in words: "SIGKILL" or "exit code 1 (out of memory)". */
  gone(how: string): void
}

/** One process, from its start to its end. */
export class Launched {
  readonly child: Child
  /** Resolves when it is gone. */
  readonly gone: Promise<void>
  isReady = false

  constructor(
    { spawn, script, name, args = [], startTimeout = 60_000 }: LaunchOptions,
    listener: LaunchListener,
  ) {
    this.child = spawn(script, { name, args })
    const gone = Promise.withResolvers<void>()
    this.gone = gone.promise
    let isLate = false
    const timer = setTimeout(() => {
      isLate = true
      this.child.kill()
    }, startTimeout)
    let log = ''
    this.child.onStderr((text) => {
      process.stderr.write(text)
      log = (log + text).slice(-4000)
    })
    this.child.onMessage((message) => {
      if (message.type !== 'ready') return listener.message(message)
      clearTimeout(timer)
      this.isReady = true
      listener.ready()
    })
    this.child.onExit((cause) => {
      clearTimeout(timer)
      listener.gone(isLate ? `it was not ready after ${startTimeout / 1000} s` : `${cause}${lastLine(log)}`)
      gone.resolve()
    })
  }

  /** Lets it end by itself until `deadline` resolves, then kills it; kills it at once if it is not ready. */
  async end(deadline: Promise<void>): Promise<void> {
    if (this.isReady) {
      this.child.disconnect()
      await Promise.race([this.gone, deadline])
    }
    this.child.kill()
    await this.gone
  }
}
