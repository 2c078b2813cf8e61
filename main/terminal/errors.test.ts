import { CommanderError } from 'commander'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { errorKinds, RnpError } from '../../model/errors.ts'
import { exitCodes, report } from './errors.ts'

afterEach(() => vi.restoreAllMocks())

const HELP = 'rnp train --help lists its options.'

function reported(error: unknown, how: { debug?: boolean; json?: boolean } = {}) {
  const written = { stderr: '', stdout: '' }
  for (const name of ['stderr', 'stdout'] as const) {
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      written[name] += text
      return true
    })
  }
  return { code: report(error, { debug: false, help: HELP, ...how }), ...written }
}

describe('report', () => {
  it.each(errorKinds)('gives errors of kind %s their own exit code, message and hint', (kind) => {
    const broken = reported(new RnpError(`${kind}/failed`, 'It broke.', 'Mend it.'))
    expect(broken).toEqual({
      code: exitCodes[kind],
      stderr: 'error: It broke.\nhint: Mend it.\n',
      stdout: '',
    })
  })

  it('gives a script the code of the error as JSON on stdout, beside the words for people', () => {
    const error = new RnpError('checkpoint/damaged', 'It is cut short.', 'Copy it again.')
    const { stderr, stdout } = reported(error, { json: true })
    expect(JSON.parse(stdout)).toEqual({
      error: {
        kind: 'checkpoint',
        code: 'checkpoint/damaged',
        message: 'It is cut short.',
        hint: 'Copy it again.',
      },
    })
    expect(stderr).toBe('error: It is cut short.\nhint: Copy it again.\n')
  })

  it('says that the disk is full wherever that comes from', () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
    const { code, stderr } = reported(full)
    expect(code).toBe(exitCodes.data)
    expect(stderr).toMatch(/^error: The disk is full.*\nhint: Free some space/)
  })

  it.each([
    ['the help', '', HELP],
    ["commander's suggestion and the help", '\n(Did you mean --updates?)', `Did you mean --updates? ${HELP}`],
  ])('gives %s as the hint of wrong usage', (_, suggestion, hint) => {
    const message = "error: unknown option '--updatess'"
    const error = new CommanderError(1, 'commander.unknownOption', message + suggestion)
    const stderr = `${message}\nhint: ${hint}\n`
    expect(reported(error)).toEqual({ code: exitCodes.usage, stderr, stdout: '' })
  })

  it('has no two kinds with one exit code', () => {
    const codes = Object.values(exitCodes)
    expect(new Set(codes).size).toBe(codes.length)
  })

  it('shows the stack of a defect', () => {
    const { code, stderr } = reported(new TypeError('x is undefined'))
    expect(code).toBe(70)
    expect(stderr).toContain('errors.test.ts')
  })

  it('shows causes when debugging', () => {
    const error = new RnpError('data/unreadable', 'a', 'b', { cause: new Error('the disk said no') })
    expect(reported(error, { debug: true }).stderr).toContain('the disk said no')
  })
})
