import { inspect } from 'node:util'
import { CommanderError } from 'commander'
import { print, say } from '../base/output.ts'
import { refusalOf } from '../base/refusal.ts'
import type { Fault, Refusal } from '../contract/base.ts'

/** Exit codes by kind of error; 0 is success. */
export const exitCodes: Record<Refusal['kind'] | 'internal' | 'interrupted', number> = {
  usage: 2,
  data: 3,
  checkpoint: 4,
  training: 5,
  engine: 6,
  missing: 7,
  busy: 8,
  internal: 70,
  interrupted: 130,
}

/** How a command reports its failure. */
export interface Reporting {
  /** Shows the stack of any error, not only of defects. */
  readonly debug: boolean
  /** Also writes {"error": {kind, code, message, hint}} on stdout, for scripts. */
  readonly json?: boolean
  /** A sentence that says where the usage is explained. */
  readonly help: string
}

/** Reports an error on stderr and returns the exit code. */
export function report(error: unknown, { debug, json = false, help }: Reporting): number {
  // Commander also ends help this way: with exit code 0 if it was asked for, else because a command is missing.
  if (error instanceof CommanderError && error.exitCode === 0) return 0
  if (error instanceof CommanderError && error.code === 'commander.help') return exitCodes.usage
  if (error instanceof Error && error.name === 'AbortError') {
    say('Stopped; nothing was done.')
    return exitCodes.interrupted
  }
  const refusal = error instanceof CommanderError ? wrongUsage(error, help) : refusalOf(error)
  const fault = refusal ?? defectOf(error)
  say(`error: ${fault.message}\nhint: ${fault.hint}`)
  if (debug || !refusal) say(inspect(error))
  if (json) print(JSON.stringify({ error: fault }))
  return refusal ? exitCodes[refusal.kind] : exitCodes.internal
}

function wrongUsage(error: CommanderError, help: string): Fault {
  // Commander's second line is its "Did you mean".
  const [message, ...rest] = error.message.split('\n')
  const suggestion = rest.map((line) => line.replace(/^\((.*)\)$/, '$1'))
  return {
    kind: 'usage',
    code: 'usage/invalid',
    message: message.replace(/^error: /, ''),
    hint: [...suggestion, help].join(' '),
  }
}

function defectOf(error: unknown): Fault {
  return {
    kind: 'engine',
    code: 'engine/internal',
    message: error instanceof Error ? error.message : String(error),
    hint: 'This is a defect of RNP Studio; please report it.',
  }
}
