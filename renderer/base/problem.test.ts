import { ORPCError } from '@orpc/client'
import { describe, expect, it } from 'vitest'
import { asProblem } from './problem.ts'

describe('asProblem', () => {
  it('takes the hint of a refused call', () => {
    const error = new ORPCError('REFUSED', {
      message: 'digits.zip is not a zip.',
      data: { kind: 'data', hint: 'Unpack it.' },
    })
    expect(asProblem(error)).toEqual({
      message: 'digits.zip is not a zip.',
      hint: 'Unpack it.',
      kind: 'data',
    })
  })

  it('takes the hint beside the message of a failed job', () => {
    expect(asProblem({ kind: 'engine', message: 'The engine died.', hint: '' })).toEqual({
      message: 'The engine died.',
      hint: undefined,
      kind: 'engine',
    })
  })

  it('accepts anything that was thrown', () => {
    expect(asProblem('no')).toEqual({ message: 'no' })
    expect(asProblem(new Error('lost')).message).toBe('lost')
    expect(asProblem(undefined).message).toBe('undefined')
  })
})
