import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import type { Studio } from '../contract/index.ts'
import { importGlyphs, openTestStudio, tinyModel, until } from './studio.testing.ts'

const parsing = async ({ app }: Studio) => (await app.state()).engines.find(({ role }) => role === 'parsing')!

test('what is imported, removed and undone is there after the next start', async () => {
  const first = await openTestStudio()
  const { client, folder } = first
  expect(await client.app.state()).toMatchObject({
    shell: { kind: 'test' },
    workspace: { folder, name: path.basename(folder) },
    notes: [],
  })
  const { setId } = await importGlyphs(first, 12)
  await client.library.removeSet({ id: setId })
  expect(await client.library.sets()).toEqual([])
  await first.close()

  const { client: later } = await openTestStudio(folder)
  expect((await later.app.state()).history.undo?.name).toMatch(/Glyphs/)
  await later.app.undo()
  expect(await later.library.sets()).toMatchObject([{ id: setId, pictures: 12 }])
})

test('a refused call says what to do; a malformed one does not reach the services', async () => {
  const { client } = await openTestStudio()
  const refused = await client.jobs.dismiss({ id: 99 }).catch((error) => error)
  expect(refused).toMatchObject({ code: 'REFUSED', defined: true, data: { kind: 'missing' } })
  const malformed = await client.jobs.dismiss({ id: -1 }).catch((error) => error)
  expect(malformed).toMatchObject({ code: 'BAD_REQUEST' })
  const named = await client.app.setSetting({ name: '../x', value: 1 }).catch((error) => error)
  expect(named).toMatchObject({ code: 'BAD_REQUEST' })
  const own = await client.app.setSetting({ name: 'model.current', value: 1 }).catch((error) => error)
  expect(own).toMatchObject({ code: 'REFUSED', data: { kind: 'usage' }, message: /model\.current/ })
})

test('while a workspace is open, a second start is refused, and names its owner', async () => {
  const { folder, setAddress } = await openTestStudio()
  setAddress('http://127.0.0.1:4242/')
  const script = `
    import { openStudio } from '${import.meta.resolve('./studio.ts')}'
    await openStudio({ folder: ${JSON.stringify(folder)}, shell: { kind: 'test', platform: '' }, spawn: () => {} })
      .catch(({ message }) => console.log(message))`
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
  expect(said).toContain(`process ${process.pid} `)
  expect(said).toContain('http://127.0.0.1:4242/')
})

test('a killed engine restarts by itself, with its backend, and reports what happened', async () => {
  const { client, killEngine } = await openTestStudio()
  const isWarm = async () => {
    const engine = await parsing(client)
    return engine.state === 'ready' && engine.backend !== undefined
  }
  await until(isWarm)
  expect(await parsing(client)).toMatchObject({ backend: 'simd', threads: 1, restarts: 0 })
  killEngine('parses')
  await until(async () => (await parsing(client)).restarts === 1 && isWarm())
  expect((await parsing(client)).fault).toBe('It ended unexpectedly: SIGKILL.')
  await client.app.restartEngine({ role: 'parsing' })
  expect((await parsing(client)).fault).toBeUndefined()
})

test('closing ends every process and releases the workspace', async () => {
  const studio = await openTestStudio()
  await importGlyphs(studio, 2)
  const pids = studio.pids()
  expect(pids).toHaveLength(2)
  await studio.close()
  for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow()
  expect(existsSync(path.join(studio.folder, 'owner.json'))).toBe(false)
  await openTestStudio(studio.folder)
})

test('a picture that is being parsed when the app closes starts no process again', async () => {
  const studio = await openTestStudio()
  await studio.client.models.open({ path: await tinyModel() })
  const { ids } = await importGlyphs(studio, 3)
  const parse = (pictureId: number) =>
    studio.client.parses.parse({ pictureId, again: true }).then(
      () => undefined,
      (error) => error,
    )
  const parsed = Promise.all(ids.map(parse))
  await studio.close()
  for (const error of await parsed) if (error) expect(error).toMatchObject({ code: 'REFUSED' })
  for (const pid of studio.pids()) expect(() => process.kill(pid, 0)).toThrow()
})
