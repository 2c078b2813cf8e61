import { afterAll, describe, expect, it } from 'vitest'
import { startSimd, stopSimd } from '../backends/simd/index.ts'
import { expectSameBits } from '../backends/simd/kernels/compare.testing.ts'
import { type StepFigures, Trainer } from './trainer.ts'
import { tinyConfig, tinySettings, tinyTrain } from './training.testing.ts'

/** The last of some steps and the resulting numbers, on that many threads. */
async function train(threads: number, steps: number) {
  await startSimd({ threads })
  // Wide enough that the work of a step is divided among threads.
  const trainer = new Trainer({ ...tinyConfig, hidden: 64 }, { ...tinySettings, batch: 16 }, tinyTrain())
  let figures: StepFigures | undefined
  for (let i = 0; i < steps; i++) figures = await trainer.update()
  const tensors = new Map([...(await trainer.tensors())].map(([name, { values }]) => [name, values.slice()]))
  trainer.dispose()
  return { figures: figures!, tensors }
}

const norm = (values: Float32Array) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0))

afterAll(stopSimd)

describe('training', () => {
  it('repeats bit for bit on one thread', async () => {
    const [one, again] = [await train(1, 3), await train(1, 3)]
    expect(again.figures).toEqual(one.figures)
    expectSameBits([...again.tensors.values()], [...one.tensors.values()])
  })

  it.each([2, 3])('differs on %i threads by the order of sums alone', async (threads) => {
    // One step: Adam divides by the gradient's size, so that the next one starts from rounding errors made large.
    const [one, several] = [await train(1, 1), await train(threads, 1)]
    expect(several.figures.loss / one.figures.loss).toBeCloseTo(1, 6)
    expect(several.figures.gradNorm / one.figures.gradNorm).toBeCloseTo(1, 5)
    // The first moments of Adam are the gradients of the step.
    const gradients = [...one.tensors].filter(([name]) => name.startsWith('adam/m/'))
    expect(gradients.length).toBeGreaterThan(0)
    for (const [name, gradient] of gradients) {
      const difference = gradient.map((value, i) => several.tensors.get(name)![i] - value)
      // The gradients of biases before batch norm are nothing but rounding errors.
      expect(norm(difference), name).toBeLessThan(1e-5 * Math.max(0.01, norm(gradient)))
    }
  })
})
