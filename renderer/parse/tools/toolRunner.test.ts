import { beforeEach, describe, expect, it } from 'vitest'
import type { StagePoint, Tool } from './tool.ts'
import { toolRunner } from './toolRunner.ts'

type ToolRunner = ReturnType<typeof toolRunner>

const at = (x: number, y = 0): StagePoint => ({ x, y, canvas: [x / 10, y / 10] })

/** A tool that records its calls. */
function recorder(name: string, done: string[]): Tool {
  return {
    name,
    cursor: 'default',
    down: ({ x }, button) => done.push(`${name} down ${x} button ${button}`),
    move: ({ x }, pressed) => done.push(`${name} ${pressed ? 'drag' : 'hover'} ${x}`),
    up: ({ x }) => done.push(`${name} up ${x}`),
    cancel: () => done.push(`${name} cancel`),
    leave: () => done.push(`${name} leave`),
    doubleClick: ({ x }) => done.push(`${name} double ${x}`),
  }
}

/** A tool whose gesture is of several presses: each adds a corner; Enter closes, Backspace takes one back. */
function polygon(closed: number[][]): Tool {
  let corners: number[] = []
  return {
    name: 'polygon',
    cursor: 'crosshair',
    down() {},
    move() {},
    up: ({ x }) => void corners.push(x),
    cancel: () => {
      corners = []
    },
    key(key) {
      if (corners.length === 0) return false
      if (key === 'Enter') closed.push(corners)
      if (key === 'Backspace') corners.pop()
      else if (key === 'Enter' || key === 'Escape') corners = []
      else return false
      return true
    },
  }
}

describe('a gesture', () => {
  let done: string[]
  let chosen: Tool
  let runner: ToolRunner
  beforeEach(() => {
    done = []
    chosen = recorder('a', done)
    runner = toolRunner(() => chosen)
  })

  it('lasts from the press to the release; before and after that the pointer hovers', () => {
    runner.move(1, at(1))
    expect(runner.down(1, at(2), 0)).toBe(true)
    runner.move(1, at(3))
    runner.up(1, at(4))
    runner.lost(1)
    runner.move(1, at(5))
    runner.leave()
    expect(done).toEqual(['a hover 1', 'a down 2 button 0', 'a drag 3', 'a up 4', 'a hover 5', 'a leave'])
  })

  it('belongs to the pointer that began it', () => {
    runner.down(1, at(1), 0)
    expect(runner.down(2, at(2), 0)).toBe(false)
    runner.move(2, at(3))
    runner.up(2, at(4))
    runner.lost(2)
    runner.leave()
    runner.move(1, at(5))
    expect(done).toEqual(['a down 1 button 0', 'a drag 5'])
  })

  it('is cancelled by Escape, and its release does nothing then', () => {
    expect(runner.key('Escape')).toBe(false)
    runner.down(1, at(1), 0)
    expect(runner.key('Escape')).toBe(true)
    runner.move(1, at(2))
    runner.up(1, at(3))
    expect(done).toEqual(['a down 1 button 0', 'a cancel', 'a hover 2'])
  })

  it('is cancelled where the pointer is lost, and another can begin', () => {
    runner.down(1, at(1), 0)
    runner.lost(1)
    runner.down(1, at(2), 2)
    runner.up(1, at(3))
    expect(done).toEqual(['a down 1 button 0', 'a cancel', 'a down 2 button 2', 'a up 3'])
  })

  it('stays with the tool that it began with', () => {
    runner.down(1, at(1), 0)
    chosen = recorder('b', done)
    runner.move(1, at(2))
    runner.up(1, at(3))
    runner.doubleClick(at(4))
    expect(done).toEqual(['a down 1 button 0', 'a drag 2', 'a up 3', 'b double 4'])
  })
})

describe('a gesture of several presses', () => {
  let closed: number[][]
  let runner: ToolRunner
  const click = (x: number) => {
    runner.down(1, at(x), 0)
    runner.up(1, at(x))
  }
  beforeEach(() => {
    closed = []
    const tool = polygon(closed)
    runner = toolRunner(() => tool)
  })

  it('belongs to the tool between them, with the keys that it uses', () => {
    for (const x of [1, 2, 3]) click(x)
    expect(['Backspace', 'ArrowLeft', 'Enter', 'Enter'].map(runner.key)).toEqual([true, false, true, false])
    expect(closed).toEqual([[1, 2]])
  })

  it('is cancelled by Escape between presses, and when the Stage is left', () => {
    click(1)
    expect(runner.key('Escape')).toBe(true)
    click(2)
    runner.cancel()
    click(3)
    runner.key('Enter')
    expect(closed).toEqual([[3]])
  })
})
