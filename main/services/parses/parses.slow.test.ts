import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { plain } from '../../../model/data/pictures.testing.ts'
import { scriptBeside } from '../../../model/scriptBeside.ts'
import { decodeParse } from '../../contract/parseFile.ts'
import {
  importGlyphs,
  jobEnded,
  openTestStudio,
  type TestStudio,
  testFolder,
  tinyModel,
  until,
} from '../studio.testing.ts'

async function fetchParse({ media }: TestStudio, id: number) {
  return decodeParse(await (await media(new Request(`http://studio/api/parses/${id}`))).arrayBuffer())
}

const HOSTILE = {
  script: scriptBeside('../library/hostileProcess.testing', import.meta.url),
  patience: 2000,
}

async function idsOf({ media }: TestStudio): Promise<Uint32Array> {
  const query = new URLSearchParams({ filter: '{}', order: '{"by":"added"}' })
  return new Uint32Array(await (await media(new Request(`http://studio/api/ids?${query}`))).arrayBuffer())
}

describe('parsing a picture', () => {
  it('gives the tree of its parts, adding up to the reconstruction, and keeps it', async () => {
    const studio = await openTestStudio()
    const { ids } = await importGlyphs(studio, 3)
    const parse = await studio.client.parses.parse({ pictureId: ids[0] })
    const view = await fetchParse(studio, parse.id)
    expect(view.parts.map(({ path, level, parts }) => [path, level, parts.length])).toEqual(
      [0, 1, 2, 3].map((t) => [[t], 1, 4]),
    )
    const sum = view.canvas.map((_, i) => view.parts.reduce((total, { placed }) => total + placed[i], 0))
    for (const [i, value] of sum.entries()) expect(value).toBeCloseTo(view.canvas[i], 2)
    const mse =
      view.canvas.reduce((total, value, i) => total + (value - view.image[i]) ** 2, 0) / view.canvas.length
    expect(mse).toBeCloseTo(parse.mse, 3)
    expect(view.parts[1].seen).toEqual(view.parts[0].patch)
    expect(await studio.client.parses.ofPicture({ pictureId: ids[0] })).toEqual([parse])
    expect(await studio.client.parses.parse({ pictureId: ids[0] })).toEqual(parse)
    const again = await studio.client.parses.parse({ pictureId: ids[0], again: true })
    expect(again.id).not.toBe(parse.id)
    expect((await studio.client.library.pictures({ ids: [ids[0]] }))[0].parse).toEqual({
      id: again.id,
      mse: again.mse,
    })
  })

  it('says how a picture of another shape lies on the canvas', async () => {
    const studio = await openTestStudio()
    const folder = await testFolder()
    await writeFile(join(folder, 'wide.png'), await plain(112, 56, 250).png())
    const { pictures } = await studio.client.library.add({ source: { paths: [join(folder, 'wide.png')] } })
    const { mapping } = await studio.client.parses.parse({ pictureId: pictures[0].id })
    expect(mapping).toMatchObject({ width: 112, height: 56, scale: 0.25, left: 0, top: 7, inverted: true })
  })

  it('keeps what it was made of where light and dark change meanwhile: then it is not the latest', async () => {
    const studio = await openTestStudio()
    const { setId, ids } = await importGlyphs(studio, 1)
    const parsing = studio.client.parses.parse({ pictureId: ids[0] })
    const { inverted } = (await studio.client.library.pictures({ ids }))[0]
    await studio.client.library.setInvert({ id: setId, invert: inverted ? 'never' : 'always' })
    expect((await parsing).mapping.inverted).toBe(inverted)
    expect((await studio.client.library.pictures({ ids }))[0]).toMatchObject({ inverted: !inverted })
    expect((await studio.client.library.pictures({ ids }))[0].parse).toBeUndefined()
    await studio.client.app.undo()
    expect((await studio.client.library.pictures({ ids }))[0].parse?.id).toBe((await parsing).id)
  })

  it('is refused where the file is gone, naming it', async () => {
    const studio = await openTestStudio()
    const folder = await testFolder()
    const file = join(folder, 'here.png')
    await writeFile(file, await plain(20, 20, 10).png())
    const { pictures } = await studio.client.library.add({ source: { paths: [file] } })
    await rm(file)
    await expect(studio.client.parses.parse({ pictureId: pictures[0].id })).rejects.toMatchObject({
      code: 'REFUSED',
      message: expect.stringContaining(file),
      data: { kind: 'data' },
    })
  })

  it('is refused where the content of the file has changed, until its set has been read again', async () => {
    const studio = await openTestStudio()
    const folder = await testFolder()
    const file = join(folder, 'here.png')
    await writeFile(file, await plain(20, 20, 10).png())
    const { setId, jobId } = await studio.client.library.import({ source: { paths: [folder] } })
    await jobEnded(studio.context, jobId)
    const [{ id }] = await studio.client.library.pictures({ ids: [...(await idsOf(studio))] })
    const first = await studio.client.parses.parse({ pictureId: id })
    await writeFile(file, await plain(20, 20, 200).png())
    await expect(studio.client.parses.parse({ pictureId: id, again: true })).rejects.toMatchObject({
      code: 'REFUSED',
      message: expect.stringContaining(`${file} cannot be read: its content has changed`),
      data: { code: 'data/mismatch', hint: expect.stringContaining('Read its set again') },
    })
    expect((await studio.client.library.pictures({ ids: [id] }))[0].missing).toBe(true)
    expect((await studio.client.parses.ofPicture({ pictureId: id })).map((parse) => parse.id)).toEqual([
      first.id,
    ])
    const again = await studio.client.library.refresh({ id: setId })
    await jobEnded(studio.context, again.jobId)
    const parse = await studio.client.parses.parse({ pictureId: id })
    expect((await fetchParse(studio, parse.id)).image[0]).toBeCloseTo(1 - 200 / 255, 2)
  })

  it.each([
    ['crashes', 'late crash.png', 'its decoder crashed over it'],
    ['hangs', 'late hang.png', 'reading it took longer than 2 s'],
  ])(
    'is refused where the file %s its decoder, naming it; the next picture is parsed',
    async (_, name, reason) => {
      const studio = await openTestStudio(undefined, { reader: HOSTILE })
      const folder = await testFolder()
      for (const [i, file] of [name, 'good.png'].entries()) {
        await writeFile(join(folder, file), await plain(20, 20, i).png())
      }
      const { pictures } = await studio.client.library.add({
        source: { paths: [name, 'good.png'].map((file) => join(folder, file)) },
      })
      await expect(studio.client.parses.parse({ pictureId: pictures[0].id })).rejects.toMatchObject({
        message: `${join(folder, name)} cannot be read: ${reason}.`,
        data: { code: 'data/unreadable' },
      })
      expect(await studio.client.parses.parse({ pictureId: pictures[1].id })).toMatchObject({
        pictureId: pictures[1].id,
      })
    },
  )

  it('succeeds although the engine is killed meanwhile', async () => {
    const studio = await openTestStudio()
    const { ids } = await importGlyphs(studio, 2)
    await studio.client.parses.parse({ pictureId: ids[0] })
    const asked = studio.client.parses.parse({ pictureId: ids[1] })
    studio.killEngine('parses')
    expect(await asked).toMatchObject({ pictureId: ids[1] })
    await until(() => studio.received.some((event) => event.type === 'engine' && event.engine.restarts === 1))
  })

  it('is undone by taking the parse away, and that by an undo', async () => {
    const { client, ...studio } = await openTestStudio()
    const { ids } = await importGlyphs({ client, ...studio }, 1)
    const parse = await client.parses.parse({ pictureId: ids[0] })
    await client.parses.remove({ ids: [parse.id] })
    await expect(client.parses.get({ id: parse.id })).rejects.toMatchObject({ data: { kind: 'missing' } })
    expect(await client.app.undo()).toEqual({ undone: 'Remove parse' })
    expect(await client.parses.get({ id: parse.id })).toEqual(parse)
  })
})

describe('parsing many pictures', () => {
  it('parses those that have not been, lists what it cannot read, and lets a single one go before', async () => {
    const studio = await openTestStudio()
    const model = await studio.client.models.open({ path: await tinyModel() })
    await studio.client.models.select({ id: model.id })
    const { ids } = await importGlyphs(studio, 1100) // more than the engine is asked for at once
    const folder = await testFolder()
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, 'gone.png'), await plain(9, 9, 0).png())
    const { pictures } = await studio.client.library.add({ source: { paths: [join(folder, 'gone.png')] } })
    await rm(join(folder, 'gone.png'))
    await studio.client.parses.parse({ pictureId: ids[3] })
    const { jobId } = await studio.client.parses.parseAll({ ids: [...ids, pictures[0].id] })
    await studio.client.parses.parse({ pictureId: ids[1099] })
    const job = await jobEnded(studio.context, jobId)
    expect(job).toMatchObject({
      state: 'done',
      done: 1099,
      total: 1100,
      skipped: 1,
      note: expect.stringContaining('1 parsed before'),
    })
    expect(await studio.client.jobs.skipped({ id: jobId })).toEqual([
      { file: join(folder, 'gone.png'), reason: expect.any(String) },
    ])
    expect((await studio.client.library.counts({})).parsed).toBe(1100)
  })

  it('continues without pictures that crash or hang their decoder, or have changed, and lists them', async () => {
    const studio = await openTestStudio(undefined, { reader: HOSTILE })
    const model = await studio.client.models.open({ path: await tinyModel() })
    await studio.client.models.select({ id: model.id })
    const folder = await testFolder()
    const names = ['1.png', '2 late crash.png', '3.png', '4 late hang.png', '5 changed.png', '6.png']
    const at = (name: string) => join(folder, name)
    for (const name of names) await writeFile(at(name), await plain(9, 9, 0).png())
    await jobEnded(
      studio.context,
      (await studio.client.library.import({ source: { paths: [folder] } })).jobId,
    )
    await writeFile(at('5 changed.png'), await plain(9, 9, 90).png())
    const { jobId } = await studio.client.parses.parseAll({ filter: {} })
    expect(await jobEnded(studio.context, jobId)).toMatchObject({
      state: 'done',
      done: 3,
      total: 6,
      skipped: 3,
    })
    const skipped = await studio.client.jobs.skipped({ id: jobId })
    expect(Object.fromEntries(skipped.map(({ file, reason }) => [file, reason]))).toEqual({
      [at('2 late crash.png')]: 'its decoder crashed over it',
      [at('4 late hang.png')]: 'reading it took longer than 2 s',
      [at('5 changed.png')]: expect.stringContaining('read its set again to take it as it is now'),
    })
  })

  it('reports that nothing is left to parse, or that there are no pictures', async () => {
    const studio = await openTestStudio()
    const model = await studio.client.models.open({ path: await tinyModel() })
    await studio.client.models.select({ id: model.id })
    const { ids } = await importGlyphs(studio, 2)
    for (const pictureId of ids) await studio.client.parses.parse({ pictureId })
    const noteOf = async (text: string) => {
      const { jobId } = await studio.client.parses.parseAll({ filter: { text } })
      return (await jobEnded(studio.context, jobId)).note
    }
    expect(await noteOf('train')).toBe('Nothing is left to parse: 2 pictures were parsed by tiny before')
    expect(await noteOf('no such name')).toBe('There are no pictures to parse')
  })

  it('keeps what is done when it is cancelled', async () => {
    const studio = await openTestStudio()
    const { ids } = await importGlyphs(studio, 300)
    const { jobId } = await studio.client.parses.parseAll({ filter: {} })
    await until(async () => (await studio.client.library.counts({})).parsed > 0)
    await studio.client.jobs.cancel({ id: jobId })
    const job = await jobEnded(studio.context, jobId)
    const { parsed } = await studio.client.library.counts({})
    expect(job.state).toBe('cancelled')
    expect(parsed).toBeGreaterThan(0)
    expect(parsed).toBeLessThan(ids.length)
  })
})
