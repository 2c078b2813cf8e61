import { expect, it } from 'vitest'
import { killMoments, runAndKill } from '../../processes/kill.testing.ts'
import { damageOf } from '../../workspace/connect.ts'
import { openWorkspace } from '../../workspace/open.ts'
import { importGlyphs, openTestStudio, tinyModel, until } from '../studio.testing.ts'

const ROUNDS = 3

const trainer = new URL('trainer.testing.ts', import.meta.url)

it('killed at any moment of training, the workspace is undamaged, and the run resumes to the same end', async () => {
  const first = await openTestStudio()
  const { setId } = await importGlyphs(first, 40)
  const model = await first.client.models.open({ path: await tinyModel() })
  const run = {
    data: { filter: { sets: [setId] } },
    preset: 'mnist-compact',
    fromModel: model.id,
    settings: { updates: 600, batch: 4, evaluateEvery: 300, checkpointEvery: 50 },
  }
  const whole = await first.client.runs.start({ ...run, name: 'Whole' })
  const finished = async (studio: typeof first, id: number) =>
    until(async () =>
      (await studio.client.runs.list()).some((each) => each.id === id && each.state === 'finished'),
    )
  await finished(first, whole.id)
  const { id } = await first.client.runs.start({ ...run, name: 'Killed' })
  await first.client.runs.pause({ id })
  await first.close()

  const moment = killMoments(150)
  for (let round = 0; round < ROUNDS; round++) {
    await runAndKill(trainer, [first.folder, String(id)], moment())
    const workspace = openWorkspace(first.folder)
    expect(workspace.notes).toEqual([])
    expect(damageOf(workspace.db, 'full')).toBeUndefined()
    await workspace.close()
  }

  const last = await openTestStudio(first.folder)
  expect((await last.client.runs.list()).find((each) => each.id === id)?.state).toBe('interrupted')
  await last.client.runs.resume({ id })
  await finished(last, id)
  const figures = async (of: number) =>
    (await last.client.runs.figures({ id: of })).map(({ imagesPerSecond: _, ...rest }) => rest)
  expect(await figures(id)).toEqual(await figures(whole.id))
})
