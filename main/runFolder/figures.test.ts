import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { readFigures } from './figures.ts'

/** A run's folder with lines of figures and of the pace. */
async function folderOf(metrics: readonly string[], pace: readonly object[] = []): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rnp-figures-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'metrics.jsonl'), metrics.map((line) => `${line}\n`).join(''))
  const paces = pace.map((line) => `${JSON.stringify(line)}\n`)
  await writeFile(join(folder, 'pace.jsonl'), paces.join(''))
  return folder
}

const terms = { loss: 300, rec: 0.1, part: 0.2, kl: 18, gradNorm: 5, learningRate: 1e-4 }
const evaluation = { images: 6, mse: 0.05, partMse: 0.07, kl: 17 }
const line = (fields: object) => JSON.stringify({ ...terms, dropped: 0, ...fields })

it('reads what was measured before the first step, and each step with its speed once that was steady', async () => {
  const folder = await folderOf(
    [JSON.stringify({ step: 0, dropped: 0, evaluation }), line({ step: 1 }), line({ step: 2, evaluation })],
    [{ step: 1 }, { step: 2, imagesPerSecond: 690 }],
  )
  const heldOut = { mse: 0.05, partMse: 0.07, kl: 17 }
  expect(await readFigures(folder)).toEqual([
    { step: 0, heldOut },
    { step: 1, ...terms },
    { step: 2, ...terms, imagesPerSecond: 690, heldOut },
  ])
})

it('reads an older run, which has every tenth step and none before the first', async () => {
  const folder = await folderOf(
    [line({ step: 10 }), line({ step: 20, evaluation })],
    [{ step: 10, imagesPerSecond: 300 }],
  )
  const figures = await readFigures(folder)
  expect(figures.map(({ step, imagesPerSecond }) => [step, imagesPerSecond])).toEqual([
    [10, 300],
    [20, undefined],
  ])
})

it('skips steps that were dropped, and incomplete lines', async () => {
  const folder = await folderOf([
    line({ step: 0, dropped: 1, loss: null }),
    line({ step: 1 }),
    line({ step: 1, dropped: 2, gradNorm: null }),
    '{"step":2,"lo',
  ])
  expect((await readFigures(folder)).map(({ step }) => step)).toEqual([1])
})

it('leaves non-finite values out of an evaluation; in a diverging run the KL goes first', async () => {
  const folder = await folderOf([line({ step: 10, evaluation: { ...evaluation, kl: null } })])
  expect((await readFigures(folder))[0].heldOut).toEqual({ mse: 0.05, partMse: 0.07 })
})

it('passes over lines that are whole and make no sense', async () => {
  const folder = await folderOf(
    [
      'null',
      '5',
      '[]',
      line({ step: 'x' }),
      line({ step: -1 }),
      line({ step: 1.5 }),
      line({ step: 2, learningRate: null }),
    ],
    [{ step: 2, imagesPerSecond: 'fast' }],
  )
  await appendFile(join(folder, 'pace.jsonl'), 'null\n')
  const { learningRate: _, ...left } = terms
  expect(await readFigures(folder)).toEqual([{ step: 2, ...left }])
})

it('says which file it is that cannot be read', async () => {
  const folder = await folderOf([])
  await rm(join(folder, 'metrics.jsonl'))
  await mkdir(join(folder, 'metrics.jsonl'))
  const error = await readFigures(folder).catch((error) => error)
  expect(error).toMatchObject({
    code: 'training/unreadable',
    message: expect.stringContaining('metrics.jsonl'),
  })
})
