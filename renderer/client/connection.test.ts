import type { ClientContext, ClientLink } from '@orpc/client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { connect, type OpenLink } from './connection.ts'

/** An app that can be made unreachable, and whose links can be cut. */
function fakeLine() {
  const cuts: (() => void)[] = []
  const line = {
    there: true,
    opened: 0,
    cut: () => cuts.pop()?.(),
    open: async (): Promise<OpenLink> => {
      line.opened++
      if (!line.there) throw new Error('no answer')
      const { promise, resolve } = Promise.withResolvers<void>()
      cuts.push(resolve)
      const link: ClientLink<ClientContext> = { call: async (path) => `${path.join('.')} by ${line.opened}` }
      return { link, closed: promise }
    },
  }
  return line
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('connect', () => {
  it('makes calls wait until the app can be reached', async () => {
    const line = fakeLine()
    line.there = false
    const { studio, state } = connect(line.open)
    const sets = studio.library.sets()
    await vi.advanceTimersByTimeAsync(100)
    expect(state.value).toBe('lost')
    line.there = true
    await vi.advanceTimersByTimeAsync(2000)
    expect([state.value, await sets]).toEqual(['open', 'library.sets by 2'])
  })

  it('reports a lost link, reconnects with the same client and calls its handlers', async () => {
    const line = fakeLine()
    const { studio, state, onOpen } = connect(line.open)
    const opened = vi.fn()
    onOpen(opened)
    await vi.advanceTimersByTimeAsync(0)
    expect(await studio.app.state()).toBe('app.state by 1')
    line.cut()
    await vi.advanceTimersByTimeAsync(0)
    expect(state.value).toBe('lost')
    await vi.advanceTimersByTimeAsync(500)
    expect([state.value, opened.mock.calls.length, await studio.app.state()]).toEqual([
      'open',
      2,
      'app.state by 2',
    ])
  })

  it('retries at growing intervals while there is no answer', async () => {
    const line = fakeLine()
    line.there = false
    connect(line.open)
    await vi.advanceTimersByTimeAsync(20_000)
    expect(line.opened).toBeGreaterThan(8)
    expect(line.opened).toBeLessThan(15)
  })

  it('calls a handler at once if it is open, and no handler that was removed', async () => {
    const line = fakeLine()
    const { onOpen } = connect(line.open)
    await vi.advanceTimersByTimeAsync(0)
    const opened = vi.fn()
    const leave = onOpen(opened)
    expect(opened).toHaveBeenCalledOnce()
    leave()
    line.cut()
    await vi.advanceTimersByTimeAsync(3000)
    expect(opened).toHaveBeenCalledOnce()
  })
})
