import { inspect } from 'node:util'
import { CommanderError } from 'commander'
import { print, say } from '../base/output.ts'
import { refusalOf } from '../base/refusal.ts'
import type { Fault, Refusal } from '../contract/base.ts'

/** Exit codes by what went wrong; 0 is success. */
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

/** How a command is to report its failure. */
export interface Reporting {
  /** Shows the stack of any error, not of defects alone. */
  readonly debug: boolean
  /** Writes {"error": {kind, code, message, hint}} on stdout as well, for scripts. */
  readonly json?: boolean
  /** The sentence that says where usage is explained. */
  readonly help: string
}

/** Says what went wrong on stderr and returns the exit code. */
export function report(error: unknown, { debug, json = false, help }: Reporting): number {
  // Help ends this way too: asked for with exit code 0, and shown instead of a missing command.
  if (error instanceof CommanderError && error.exitCode === 0) return 0
  if (error instanceof CommanderError && error.code === 'commander.help') return exitCodes.usage
  if (error instanceof Error && error.name === 'AbortError') {
    say('Stopped before anything was done.')
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
