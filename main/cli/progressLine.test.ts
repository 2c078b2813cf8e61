import { describe, expect, it, vi } from 'vitest'
import { duration, ProgressLine } from './progressLine.ts'

function fakeStream(isTTY: boolean, columns = 20) {
  const written: string[] = []
  const stream = { isTTY, columns, write: (text: string) => written.push(text) }
  return { stream: stream as unknown as NodeJS.WriteStream, written }
}

describe('ProgressLine', () => {
  it('rewrites one line in a terminal, cut to its width', () => {
    const { stream, written } = fakeStream(true, 6)
    const line = new ProgressLine(stream)
    line.update('abcdefgh')
    line.end()
    expect(written).toEqual(['\rabcde\x1b[K', '\n'])
  })

  it('writes plain lines elsewhere, every few seconds', () => {
    const now = vi.spyOn(performance, 'now')
    const { stream, written } = fakeStream(false)
    const line = new ProgressLine(stream)
    for (const [time, text] of [
      [0, 'a'],
      [1000, 'b'],
      [6000, 'c'],
    ] as const) {
      now.mockReturnValue(time)
      line.update(text)
    }
    line.update('d')
    line.end()
    now.mockRestore()
    expect(written).toEqual(['a\n', 'c\n', 'd\n'])
  })

  it('does not repeat the last line when it ends', () => {
    const { stream, written } = fakeStream(false)
    const line = new ProgressLine(stream)
    line.update('a')
    line.end()
    line.end()
    expect(written).toEqual(['a\n'])
  })

  it('puts a note above the line', () => {
    const { stream, written } = fakeStream(true)
    const line = new ProgressLine(stream)
    line.update('going')
    line.note('held out: 0.02')
    expect(written.slice(1)).toEqual(['\r\x1b[Kheld out: 0.02\n', '\rgoing\x1b[K'])
  })
})

describe('duration', () => {
  it.each([
    [0.4, '0 s'],
    [59.6, '1 min 0 s'],
    [200, '3 min 20 s'],
    [7500, '2 h 5 min'],
  ])('says %d seconds as %s', (seconds, text) => {
    expect(duration(seconds)).toBe(text)
  })
})
