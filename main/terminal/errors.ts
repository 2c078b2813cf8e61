import { inspect } from 'node:util'
import { CommanderError } from 'commander'
import { say } from '../base/output.ts'
import { refusalOf } from '../base/refusal.ts'
import type { Refusal } from '../contract/base.ts'

/** Exit codes by what went wrong; 0 is success. */
export const exitCodes: Record<Refusal['kind'] | 'internal' | 'interrupted', number> = {
  usage: 2,
  data: 3,
  checkpoint: 4,
  training: 5,
  engine: 6,
  /** A thing that is not there, or that another job has. */
  missing: 7,
  busy: 8,
  internal: 70,
  interrupted: 130,
}

/**
 * Says what went wrong on stderr and returns the exit code. Stacks are for defects of ours, or with `debug`.
 *
 * @param help the sentence that says where usage is explained
 */
export function report(error: unknown, debug: boolean, help: string): number {
  if (error instanceof CommanderError) {
    // Help ends this way too: asked for with exit code 0, and shown instead of a missing command.
    if (error.exitCode === 0) return 0
    if (error.code === 'commander.help') return exitCodes.usage
    // Commander's second line is its "Did you mean".
    const [message, ...rest] = error.message.split('\n')
    const suggestion = rest.map((line) => line.replace(/^\((.*)\)$/, '$1'))
    explain(message, [...suggestion, help].join(' '), debug ? error : undefined)
    return exitCodes.usage
  }
  if (error instanceof Error && error.name === 'AbortError') {
    say('Stopped before anything was done.')
    return exitCodes.interrupted
  }
  const refused = refusalOf(error)
  if (refused) {
    explain(`error: ${refused.message}`, refused.hint, debug ? error : undefined)
    return exitCodes[refused.kind]
  }
  explain(
    `error: ${error instanceof Error ? error.message : error}`,
    'This is a defect of RNP Studio; please report it.',
    error,
  )
  return exitCodes.internal
}

function explain(message: string, hint: string, stack?: unknown): void {
  say(`${message}\nhint: ${hint}`)
  if (stack) say(inspect(stack))
}
