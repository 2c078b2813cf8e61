import { CommanderError } from 'commander'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type ErrorKind, RnpError } from '../../model/errors.ts'
import { exitCodes, report } from './errors.ts'

afterEach(() => vi.restoreAllMocks())

const HELP = 'rnp train --help lists its options.'

function reported(error: unknown, debug = false) {
  let text = ''
  vi.spyOn(process.stderr, 'write').mockImplementation((written) => {
    text += written
    return true
  })
  return { code: report(error, debug, HELP), text }
}

describe('report', () => {
  it.each(['usage', 'data', 'checkpoint', 'training', 'engine'] as ErrorKind[])(
    'gives errors of kind %s their own exit code, message and hint',
    (kind) => {
      const { code, text } = reported(new RnpError(kind, 'It broke.', 'Mend it.'))
      expect(code).toBe(exitCodes[kind])
      expect(text).toBe('error: It broke.\nhint: Mend it.\n')
    },
  )

  it.each([
    ['the help', '', HELP],
    ["commander's suggestion and the help", '\n(Did you mean --updates?)', `Did you mean --updates? ${HELP}`],
  ])('gives %s as the hint of wrong usage', (_, suggestion, hint) => {
    const message = "error: unknown option '--updatess'"
    const error = new CommanderError(1, 'commander.unknownOption', message + suggestion)
    expect(reported(error)).toEqual({ code: exitCodes.usage, text: `${message}\nhint: ${hint}\n` })
  })

  it('has no two kinds with one exit code', () => {
    const codes = Object.values(exitCodes)
    expect(new Set(codes).size).toBe(codes.length)
  })

  it('shows the stack of a defect', () => {
    const { code, text } = reported(new TypeError('x is undefined'))
    expect(code).toBe(70)
    expect(text).toContain('errors.test.ts')
  })

  it('shows causes when debugging', () => {
    const error = new RnpError('data', 'a', 'b', { cause: new Error('the disk said no') })
    expect(reported(error, true).text).toContain('the disk said no')
  })
})
