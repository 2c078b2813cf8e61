import { ORPCError } from '@orpc/server'
import { expect, test, vi } from 'vitest'
import { RnpError } from '../../model/errors.ts'
import { refusing } from './refusing.ts'

async function thrown(error: unknown): Promise<unknown> {
  const work = refusing({
    next: () => {
      throw error
    },
  })
  return work.catch((caught) => caught)
}

test('an error that a person can act on becomes REFUSED, with its kind and hint', async () => {
  const error = await thrown(
    new RnpError('checkpoint/damaged', 'The checkpoint a is damaged.', 'Choose another.'),
  )
  expect(error).toBeInstanceOf(ORPCError)
  expect(error).toMatchObject({
    code: 'REFUSED',
    message: 'The checkpoint a is damaged.',
    data: { kind: 'checkpoint', code: 'checkpoint/damaged', hint: 'Choose another.' },
  })
})

test('the refusal of another call of the contract is passed on with its kind', async () => {
  const first = await thrown(new RnpError('missing/not-found', 'That run is gone.', 'Undo its removal.'))
  expect(await thrown(first)).toMatchObject({
    code: 'REFUSED',
    message: 'That run is gone.',
    data: { kind: 'missing', code: 'missing/not-found', hint: 'Undo its removal.' },
  })
})

test('a full disk is something that a person can act on', async () => {
  const full = Object.assign(new Error('database or disk is full'), { errcode: 13 })
  expect(await thrown(full)).toMatchObject({
    code: 'REFUSED',
    data: { code: 'data/disk-full', hint: expect.stringMatching(/Free/) },
  })
})

test('a defect is passed on, and reported on stderr', async () => {
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const defect = new TypeError('x is not a function')
  expect(await thrown(defect)).toBe(defect)
  expect(said.mock.calls.join('')).toContain('x is not a function')
  said.mockRestore()
})
