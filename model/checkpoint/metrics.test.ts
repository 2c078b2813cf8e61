import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { RnpError } from '../errors.ts'
import { METRICS_FILE, Metrics } from './metrics.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rnp-metrics-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const file = () => join(folder, METRICS_FILE)
const text = () => readFileSync(file(), 'utf8')

const steps = () =>
  text()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).step)

function write(...steps: number[]): void {
  const metrics = new Metrics(folder)
  for (const step of steps) metrics.add({ step, dropped: 0 })
  metrics.close()
}

describe('Metrics', () => {
  it('writes a line of JSON for each, after those of an earlier session', () => {
    write(1, 2)
    write(3)
    expect(steps()).toEqual([1, 2, 3])
    expect(text()).toMatch(/^\{"step":1,"dropped":0\}\n/)
  })

  it('can be read while they are written', () => {
    const metrics = new Metrics(folder)
    metrics.add({ step: 1, loss: 0.5 })
    expect(text()).toBe('{"step":1,"loss":0.5}\n')
    metrics.close()
  })

  it('makes the folder with the first line and not before', () => {
    const inside = join(folder, 'run')
    const metrics = new Metrics(inside)
    metrics.cutAfter(3, 0)
    expect(existsSync(inside)).toBe(false)
    metrics.add({ step: 1 })
    metrics.close()
    expect(readdirSync(inside)).toEqual([METRICS_FILE])
  })

  it('drops the steps after a cut and half a line a killed run left, and continues behind them', () => {
    write(1, 2, 3, 4)
    appendFileSync(file(), '{"step":2,"lo')
    const metrics = new Metrics(folder)
    metrics.cutAfter(2, 0)
    metrics.add({ step: 3 })
    metrics.close()
    expect(steps()).toEqual([1, 2, 3])
    expect(readdirSync(folder)).toEqual([METRICS_FILE])
  })

  it('drops the line of a step that was dropped after the cut, which has the same number', () => {
    const metrics = new Metrics(folder)
    for (const dropped of [0, 1, 2]) metrics.add({ step: 4, dropped })
    metrics.cutAfter(4, 1)
    expect(steps()).toEqual([4, 4])
  })

  it('can be cut while open', () => {
    const metrics = new Metrics(folder)
    for (const step of [1, 2]) metrics.add({ step, dropped: 0 })
    metrics.flush()
    metrics.cutAfter(1, 0)
    metrics.add({ step: 9 })
    metrics.close()
    expect(steps()).toEqual([1, 9])
  })

  it('reports what cannot be written and that the run can be resumed', () => {
    mkdirSync(file())
    const metrics = new Metrics(folder)
    const add = () => metrics.add({ step: 1 })
    expect(add).toThrow(RnpError)
    expect(add).toThrow(`Cannot write ${file()}: EISDIR`)
    expect(add).toThrow(
      expect.objectContaining({ kind: 'training', hint: expect.stringContaining('--resume') }),
    )
  })

  it('has nothing to flush before the first line, and makes no file for it', () => {
    const metrics = new Metrics(folder)
    metrics.flush()
    expect(readdirSync(folder)).toEqual([])
  })
})
