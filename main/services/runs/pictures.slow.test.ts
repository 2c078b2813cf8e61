import { expect, it } from 'vitest'
import { importGlyphs, openTestStudio } from '../studio.testing.ts'
import { chosenPictures, samplePictures } from './pictures.ts'

it('some of the pictures of a run lie among all that are still there, and are no more than asked for', async () => {
  const studio = await openTestStudio()
  const { db } = studio.context
  const { setId, ids } = await importGlyphs(studio, 100)
  const idsOf = async (data: Parameters<typeof samplePictures>[1], count: number) =>
    (await samplePictures(db, data, count)).map(({ id }) => id)

  // Nearly twice as many as asked for: every second one, not the first half.
  const some = await idsOf({ filter: { sets: [setId] } }, 51)
  expect(some).toEqual(ids.filter((_, i) => i % 2 === 0))
  expect(await idsOf({ ids }, 51)).toEqual(some)
  expect(await idsOf({ ids }, 100)).toEqual(ids)
  expect(await idsOf({ ids }, 1000)).toEqual(ids)

  // The very ones that were chosen have gone: others are.
  await studio.client.library.removePictures({ ids: some })
  expect(await idsOf({ ids }, 51)).toEqual(ids.filter((_, i) => i % 2 === 1))
  await studio.client.library.removePictures({ ids: ids.slice(1) })
  expect(await idsOf({ ids }, 51)).toEqual([])
})

it('the pictures of a run are described in words', async () => {
  const studio = await openTestStudio()
  const { ids } = await importGlyphs(studio, 2)
  const { db } = studio.context
  expect((await chosenPictures(db, { ids })).words).toBe('Glyphs · 2 pictures')
  await studio.client.library.removePictures({ ids: ids.slice(1) })
  expect((await chosenPictures(db, { ids })).words).toBe('Glyphs · 1 picture')
})
