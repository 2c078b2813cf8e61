import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { AppEvent } from '../../main/contract/app.ts'
import type { Studio } from '../../main/contract/index.ts'
import type { ParsingApp } from '../../main/services/testApp.types.testing.ts'
import { fakeApp, fakeModel, fakePicture } from './fake.testing.ts'
import { testApps } from './testApp.testing.ts'

async function openFake(): Promise<ParsingApp> {
  const { studio } = fakeApp({
    pictures: [fakePicture(1), fakePicture(2), fakePicture(3)],
    models: [fakeModel, { ...fakeModel, id: 2 }],
  })
  return { studio, pictures: [1, 2, 3], models: [1, 2] }
}

/** Events from now on, until the running test is over. */
async function listen(studio: Studio): Promise<AppEvent[]> {
  const received: AppEvent[] = []
  const events = await studio.app.events()
  onTestFinished(() => void events.return())
  void (async () => {
    for await (const event of events) received.push(event)
  })()
  return received
}

// Stores are tested on the fake app, so it must behave like the app.
describe.each([
  ['The app', testApps.openParsingApp],
  ['The fake app', openFake],
])('%s', (_, open) => {
  it('returns pictures in the order of their ids, without those that do not exist', async () => {
    const { studio, pictures } = await open()
    const [a, b, c] = pictures
    const found = await studio.library.pictures({ ids: [c, 999_999, a, b] })
    expect(found.map(({ id }) => id)).toEqual([c, a, b])
  })

  it('returns the settings that were set', async () => {
    const { studio } = await open()
    await studio.app.setSetting({ name: 'wall.size', value: 96 })
    await studio.app.setSetting({ name: 'wall.size', value: 72 })
    expect(await studio.app.settings()).toMatchObject({ 'wall.size': 72 })
  })

  it('parses with the current model, and publishes when that changes', async () => {
    const { studio, pictures, models } = await open()
    const received = await listen(studio)
    await studio.models.select({ id: models[1] })
    expect((await studio.models.list()).current).toBe(models[1])
    expect(await studio.parses.parse({ pictureId: pictures[0] })).toMatchObject({ modelId: models[1] })
    await vi.waitFor(() => expect(received).toContainEqual({ type: 'models' }))
  })

  it('parses a picture once by each model unless asked to parse again, and publishes it', async () => {
    const { studio, pictures, models } = await open()
    const received = await listen(studio)
    const [pictureId, other] = pictures
    const first = await studio.parses.parse({ pictureId })
    expect(first).toMatchObject({ pictureId, modelId: models[0] })
    expect(await studio.parses.parse({ pictureId })).toEqual(first)
    const again = await studio.parses.parse({ pictureId, again: true })
    const byOther = await studio.parses.parse({ pictureId, modelId: models[1] })
    await studio.parses.parse({ pictureId: other })
    expect((await studio.parses.ofPicture({ pictureId })).map(({ id }) => id)).toEqual([
      byOther.id,
      again.id,
      first.id,
    ])
    expect(await studio.parses.parse({ pictureId })).toEqual(again)
    expect(await studio.parses.get({ id: first.id })).toEqual(first)
    await vi.waitFor(() => expect(received).toContainEqual({ type: 'parses', pictureIds: [other] }))
  })

  it('refuses a removed parse as missing, and parses again', async () => {
    const { studio, pictures } = await open()
    const { id } = await studio.parses.parse({ pictureId: pictures[0] })
    await studio.parses.remove({ ids: [id] })
    expect(await studio.parses.ofPicture({ pictureId: pictures[0] })).toEqual([])
    const refused = await studio.parses.get({ id }).catch((error) => error)
    expect(refused).toMatchObject({ code: 'REFUSED', data: { kind: 'missing' } })
    expect((await studio.parses.parse({ pictureId: pictures[0] })).id).not.toBe(id)
  })
})

it('The fake app rejects calls without an answer, naming them, and uses the answers of a test', async () => {
  const { studio } = fakeApp({ answers: { library: { sets: () => [] } } })
  expect(await studio.library.sets()).toEqual([])
  await expect(studio.runs.list()).rejects.toThrow('no answer to runs.list')
})
