import { expect, it, onTestFinished } from 'vitest'
import { startForTests, stopForTests } from '../../model/backends/backends.testing.ts'
import { take } from '../../model/data/batches.ts'
import { glyphs } from '../../model/data/glyphs/glyphs.ts'
import { parsePictures } from '../../model/rnp/parser.ts'
import { decodeParse } from '../contract/parseFile.ts'
import { forkNode } from '../processes/fork.ts'
import { createJobProcess } from '../processes/jobProcess.ts'
import type { PictureRef } from '../reader/pictureRef.ts'
import { tinyModel } from '../services/studio.testing.ts'
import type { EngineJobs, ParsedPicture } from './engineJobs.ts'
import { OpenModels } from './openModels.ts'
import { unpackParse } from './packedParse.ts'

it('an engine process parses as the model itself does, up to the precision in which parses are kept', async () => {
  const engine = createJobProcess<EngineJobs>({
    spawn: forkNode,
    script: new URL('process.ts', import.meta.url),
    name: 'The engine',
    args: [JSON.stringify({ backend: 'simd', threads: 1 }), 'parsing'],
  })
  onTestFinished(() => engine.stop())
  const checkpoint = await tinyModel()
  const count = 40 // more than it parses at once
  const pictures = Array.from(
    { length: count },
    (_, i): PictureRef => ({ id: i + 1, kind: 'glyph', path: '', member: `0 train ${i}`, inverted: false }),
  )
  const parsed: ParsedPicture[] = []
  const weights = new Set<string>()
  const unreadable = await engine.run(
    'parse',
    { checkpoint, pictures },
    {
      onProgress: (some) => {
        weights.add(some.weights)
        parsed.push(...some.pictures)
      },
    },
  )
  expect(unreadable).toEqual([])
  expect(parsed.map(({ id }) => id)).toEqual(pictures.map(({ id }) => id))

  await startForTests()
  onTestFinished(stopForTests)
  const loaded = await new OpenModels().get(checkpoint)
  expect([...weights]).toEqual([loaded.weights])
  const { side } = loaded.model.config
  const set = glyphs({ count, seed: 0, side, split: 'train' })
  const indices = Array.from({ length: count }, (_, i) => i)
  const expected = await parsePictures(loaded.model, take(set, indices), count)
  for (const [i, { packed, mse }] of parsed.entries()) {
    const view = decodeParse(unpackParse(packed).buffer)
    expect(mse).toBeCloseTo(expected[i].mse!, 5)
    for (const [at, value] of expected[i].canvas.entries()) expect(view.canvas[at]).toBeCloseTo(value, 2)
    expect(view.parts.map(({ action }) => action.length)).toEqual(expected[i].parts.map(() => 6))
  }
})
