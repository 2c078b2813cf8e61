import { lastLine } from './lastLine.ts'
import type { FromProcess } from './protocol.ts'
import type { Child, Spawn } from './spawn.ts'

export interface LaunchOptions {
  readonly spawn: Spawn
  /** The script, by the URL of the module that names it, so that it is found in the built app too. */
  readonly script: URL
  /** For people: "The engine that parses" */
  readonly name: string
  readonly args?: readonly string[]
  /** Milliseconds until it must serve jobs. */
  readonly limit?: number
}

/** What a process tells, after the start. */
export interface Heard {
  ready(): void
  message(message: Exclude<FromProcess, { type: 'ready' }>): void
  /** It is gone: how, for people, "SIGKILL" or "exit code 1 (out of memory)". Nothing comes after. */
  gone(how: string): void
}

/** One process, from its start to its end. */
export class Launched {
  readonly child: Child
  /** Resolves when it is gone. */
  readonly gone: Promise<void>
  isReady = false

  constructor({ spawn, script, name, args = [], limit = 60_000 }: LaunchOptions, heard: Heard) {
    this.child = spawn(script, { name, args })
    const gone = Promise.withResolvers<void>()
    this.gone = gone.promise
    let isLate = false
    const timer = setTimeout(() => {
      isLate = true
      this.child.kill()
    }, limit)
    let log = ''
    this.child.onStderr((text) => {
      process.stderr.write(text)
      log = (log + text).slice(-4000)
    })
    this.child.onMessage((message) => {
      if (message.type !== 'ready') return heard.message(message)
      clearTimeout(timer)
      this.isReady = true
      heard.ready()
    })
    this.child.onExit((cause) => {
      clearTimeout(timer)
      heard.gone(isLate ? `it was not ready after ${limit / 1000} s` : `${cause}${lastLine(log)}`)
      gone.resolve()
    })
  }

  /** Lets it end within the time that `deadline` leaves; kills it then, and at once where it is not ready. */
  async end(deadline: Promise<void>): Promise<void> {
    if (this.isReady) {
      this.child.disconnect()
      await Promise.race([this.gone, deadline])
    }
    this.child.kill()
    await this.gone
  }
}
