import { expect, it, onTestFinished } from 'vitest'
import { startForTests, stopForTests } from '../../model/backends/backends.testing.ts'
import { take } from '../../model/data/batches.ts'
import { glyphs } from '../../model/data/glyphs/glyphs.ts'
import { parsePictures } from '../../model/rnp/parser.ts'
import { tinyConfig } from '../../model/rnp/rnp.testing.ts'
import { decodeParse } from '../contract/parseFile.ts'
import { forkNode } from '../processes/fork.ts'
import { createJobProcess } from '../processes/jobProcess.ts'
import { tinyModel } from '../services/studio.testing.ts'
import type { EngineJobs, ParsedPicture } from './engineJobs.ts'
import { OpenModels } from './openModels.ts'
import { unpackParse } from './packedParse.ts'

function openEngine() {
  const engine = createJobProcess<EngineJobs>({
    spawn: forkNode,
    script: new URL('process.ts', import.meta.url),
    name: 'The engine',
    args: [JSON.stringify({ backend: 'simd', threads: 1 }), 'parsing'],
  })
  onTestFinished(() => engine.stop())
  return engine
}

it('an engine process parses as the model itself does, up to the precision in which parses are kept', async () => {
  const engine = openEngine()
  const checkpoint = await tinyModel()
  const count = 40 // more than it parses at once
  const { side } = tinyConfig
  const set = glyphs({ count, seed: 0, side, split: 'train' })
  const ids = Uint32Array.from({ length: count }, (_, i) => i + 1)
  const parsed: ParsedPicture[] = []
  const weights = new Set<string>()
  await engine.run(
    'parse',
    { checkpoint, side, ids, pixels: set.pixels },
    {
      onProgress: (some) => {
        weights.add(some.weights)
        parsed.push(...some.pictures)
      },
    },
  )
  expect(parsed.map(({ id }) => id)).toEqual([...ids])

  await startForTests()
  onTestFinished(stopForTests)
  const loaded = await new OpenModels().get(checkpoint)
  expect([...weights]).toEqual([loaded.weights])
  const indices = Array.from({ length: count }, (_, i) => i)
  const expected = await parsePictures(loaded.model, take(set, indices), count)
  for (const [i, { packed, mse }] of parsed.entries()) {
    const view = decodeParse(unpackParse(packed).buffer)
    expect(mse).toBeCloseTo(expected[i].mse!, 5)
    for (const [at, value] of expected[i].canvas.entries()) expect(view.canvas[at]).toBeCloseTo(value, 2)
    expect(view.parts.map(({ action }) => action.length)).toEqual(expected[i].parts.map(() => 6))
  }
})

it('an engine refuses pictures on the canvas of another model than the one that lies there now', async () => {
  const checkpoint = await tinyModel()
  const input = { checkpoint, side: 3, ids: Uint32Array.of(1), pixels: new Uint8Array(9) }
  await expect(openEngine().run('parse', input)).rejects.toMatchObject({
    code: 'checkpoint/mismatch',
    message: expect.stringContaining(`canvas of ${tinyConfig.side} px`),
  })
})
