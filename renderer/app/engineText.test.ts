import { expect, it } from 'vitest'
import type { EngineState } from '../../main/contract/app.ts'
import { engineLine } from './engineText.ts'

const engine = (fields: Partial<EngineState>): EngineState => ({
  role: 'parsing',
  state: 'ready',
  complaints: [],
  restarts: 0,
  ...fields,
})

it('Lists only what is known of the engine', () => {
  expect(engineLine()).toBe('')
  expect(engineLine(engine({ state: 'starting' }))).toBe('engine starting')
  expect(engineLine(engine({ state: 'failed', fault: 'killed' }))).toBe('engine stopped')
  expect(engineLine(engine({ backend: 'simd', threads: 1 }))).toBe('simd · 1 thread')
})

it('Lists the speed of training, and the memory of both engines', () => {
  const parsing = engine({ backend: 'simd', threads: 2, wide: true, memory: 200e6 })
  const training = engine({
    role: 'training',
    state: 'busy',
    backend: 'tensorflow',
    imagesPerSecond: 690.4,
    memory: 1e9,
  })
  expect(engineLine(parsing, training)).toBe('tensorflow · 690 pictures/s · 1.2 GB')
})

it('Describes the parsing engine again when training is over', () => {
  const parsing = engine({ backend: 'simd', memory: 200e6 })
  const training = engine({ role: 'training', state: 'off', backend: 'tensorflow', memory: 1e9 })
  expect(engineLine(parsing, training)).toBe('simd · 200 MB')
})
