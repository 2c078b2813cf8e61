import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import * as tf from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startForTests, stopForTests } from '../../model/backends/backends.testing.ts'
import { tinyConfig } from '../../model/rnp/rnp.testing.ts'
import { testFolder } from '../services/studio.testing.ts'
import { createCosts } from './trainingCosts.ts'

beforeAll(startForTests)
afterAll(stopForTests)

const progress = () => {}
const pieces = ReadableStream.from<never>([])
const going = () => ({ signal: new AbortController().signal, progress, pieces })

describe('measuring a training', () => {
  it('does each of its parts, and clears away what an engine that died has left', async () => {
    const folder = await testFolder()
    await mkdir(join(folder, 'measured-Qw12Er', 'checkpoints'), { recursive: true })
    await mkdir(join(folder, '1-measured-well'))
    const costs = await createCosts()({ config: tinyConfig, batch: 4, folder }, going())
    for (const part of [costs.step, costs.evaluation, costs.checkpoint]) expect(part).toBeGreaterThan(0)
    expect(costs.start).toBeGreaterThanOrEqual(0)
    expect(await readdir(folder)).toEqual(['1-measured-well'])
  })

  it('ends between two steps when it is cancelled, and leaves nothing; the next one is done', async () => {
    const folder = await testFolder()
    const before = tf.memory().numTensors
    const measure = createCosts()
    const stop = new AbortController()
    const input = { config: tinyConfig, batch: 4, folder }
    const given = expect(measure(input, { signal: stop.signal, progress, pieces })).rejects.toThrow('enough')
    const next = measure(input, going())
    while (tf.memory().numTensors === before) await setImmediate()
    stop.abort(new Error('enough'))
    await given
    expect(await readdir(folder)).toEqual([])
    expect(await next).toMatchObject({ step: expect.any(Number) })
    expect(tf.memory().numTensors).toBe(before)
  })
})
