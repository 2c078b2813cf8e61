import { cp, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { SHIPPED } from '../../base/shipped.ts'
import { importGlyphs, openTestStudio, testFolder, tinyModel } from '../studio.testing.ts'
import { Models } from './models.ts'

it('the shipped model is there at the first start, and parses', async () => {
  const { client } = await openTestStudio()
  const { models, current } = await client.models.list()
  expect(models).toMatchObject([{ id: current, kind: 'shipped', path: SHIPPED, side: 28 }])
  expect(models[0].fault).toBeUndefined()
})

it('where the shipped checkpoint is missing the app opens and the list says so; once it is back it parses', async () => {
  const { context } = await openTestStudio()
  const path = join(await testFolder(), 'mnist-compact')
  const models = await Models.of(context, path)
  const list = async () => (await models.list()).models
  expect(await list()).toMatchObject([{ kind: 'shipped', fault: expect.stringContaining(path) }])
  await cp(SHIPPED, path, { recursive: true })
  expect((await list())[0].fault).toBeUndefined()
})

it('the app opens on a new workspace where the shipped checkpoint never was', async () => {
  const { context, client } = await openTestStudio()
  context.db.exec("DELETE FROM models; DELETE FROM settings WHERE name = 'model.current'")
  const models = await Models.of(context, '/no/such/checkpoint')
  const { models: listed, current } = await models.list()
  expect(listed).toMatchObject([{ id: current, kind: 'shipped', step: 0 }])
  await expect(client.models.select({ id: current })).rejects.toMatchObject({
    code: 'REFUSED',
    data: { kind: 'checkpoint' },
  })
})

it('a model is opened once by its folder, chosen, and stays so at the next start', async () => {
  const studio = await openTestStudio()
  const path = await tinyModel()
  const model = await studio.client.models.open({ path })
  expect(model).toMatchObject({
    name: 'tiny',
    kind: 'opened',
    path,
    side: 14,
    glimpses: [2, 2],
    data: 'nothing',
  })
  expect((await studio.client.models.open({ path: join(path, '.') })).id).toBe(model.id)
  await studio.client.models.select({ id: model.id })
  expect(studio.received.some(({ type }) => type === 'models')).toBe(true)
  await studio.close()
  const again = await openTestStudio(studio.folder)
  expect((await again.client.models.list()).current).toBe(model.id)
})

it('a folder without a checkpoint is refused, with what to do', async () => {
  const { client } = await openTestStudio()
  const path = join(await testFolder(), 'empty')
  await mkdir(path)
  await expect(client.models.open({ path })).rejects.toMatchObject({
    code: 'REFUSED',
    message: expect.stringContaining(path),
    data: { kind: 'checkpoint', hint: expect.any(String) },
  })
})

it('a model whose checkpoint has gone is listed with its fault, neither chosen nor parsed with', async () => {
  const studio = await openTestStudio()
  const { client } = studio
  const { ids } = await importGlyphs(studio, 1)
  const path = await tinyModel()
  const { id } = await client.models.open({ path })
  await rm(path, { recursive: true })
  const listed = (await client.models.list()).models.find((model) => model.id === id)
  expect(listed).toMatchObject({ side: 14, fault: expect.stringContaining(path) })
  const refused = { code: 'REFUSED', data: { kind: 'checkpoint' } }
  await expect(client.models.select({ id })).rejects.toMatchObject(refused)
  await expect(client.parses.parse({ pictureId: ids[0], modelId: id })).rejects.toMatchObject(refused)
})

it('the current model is forgotten: the shipped one parses; forgotten again by a redo too', async () => {
  const { client } = await openTestStudio()
  const shipped = (await client.models.list()).current
  const { id } = await client.models.open({ path: await tinyModel() })
  await client.models.select({ id })
  await client.models.forget({ id })
  expect(await client.models.list()).toMatchObject({ models: [{ id: shipped }], current: shipped })
  expect(await client.app.undo()).toEqual({ undone: 'Forget model tiny' })
  await client.models.select({ id })
  await client.app.redo()
  expect(await client.models.list()).toMatchObject({ models: [{ id: shipped }], current: shipped })
  await expect(client.models.select({ id })).rejects.toMatchObject({ data: { kind: 'missing' } })
})

it('the shipped model is not forgotten', async () => {
  const { client } = await openTestStudio()
  const { current } = await client.models.list()
  await expect(client.models.forget({ id: current })).rejects.toMatchObject({
    code: 'REFUSED',
    message: expect.stringContaining('comes with the app'),
  })
})
