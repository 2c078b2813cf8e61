import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { AppEvent } from '../contract/app.ts'
import type { Studio } from '../contract/index.ts'
import { routes } from '../contract/routes.ts'
import { forkNode } from '../processes/fork.ts'
import { createClient } from './client.ts'
import { type OpenStudio, openStudio } from './studio.ts'

let folder: string
let studio: OpenStudio | undefined
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'rnp-studio-'))
})
afterEach(async () => {
  await studio?.close()
  studio = undefined
  rmSync(folder, { recursive: true, force: true })
})

async function open(): Promise<{ client: Studio; heard: AppEvent[] }> {
  studio = await openStudio({
    folder,
    shell: { kind: 'test', platform: process.platform },
    spawn: forkNode,
    engine: { backend: 'simd', threads: 1 },
  })
  const client = createClient(studio.router)
  const heard: AppEvent[] = []
  const events = await client.app.events()
  void (async () => {
    for await (const event of events) heard.push(event)
  })()
  return { client, heard }
}

async function importGlyphs(client: Studio, heard: AppEvent[], count: number): Promise<number> {
  const { jobId, setId } = await client.library.import({ source: { glyphs: { count, seed: 1 } } })
  await vi.waitUntil(
    () => heard.some((event) => event.type === 'job' && event.job.id === jobId && event.job.state === 'done'),
    { timeout: 30_000 },
  )
  return setId
}

const parsing = async (client: Studio) =>
  (await client.app.state()).engines.find(({ role }) => role === 'parsing')!

/** Waits until the engine that parses has its backend. */
const untilWarm = (client: Studio) =>
  vi.waitUntil(
    async () => {
      const engine = await parsing(client)
      return engine.state === 'ready' && engine.backend ? engine : undefined
    },
    { timeout: 60_000, interval: 100 },
  )

test('what is imported, removed and undone is there after the next start', async () => {
  const { client, heard } = await open()
  expect(await client.app.state()).toMatchObject({
    shell: { kind: 'test' },
    workspace: { folder, name: path.basename(folder) },
    notes: [],
  })
  const id = await importGlyphs(client, heard, 12)
  await client.library.removeSet({ id })
  expect(await client.library.sets()).toEqual([])
  await studio!.close()

  const { client: later } = await open()
  expect((await later.app.state()).history.undo).toMatch(/Glyphs/)
  await later.app.undo()
  expect(await later.library.sets()).toMatchObject([{ id, pictures: 12 }])
  const response = await studio!.media(new Request(`http://127.0.0.1${routes.ids({}, { by: 'added' })}`))
  expect(new Uint32Array(await response.arrayBuffer())).toHaveLength(12)
})

test('a refused call says what to do; a malformed one does not reach the services', async () => {
  const { client } = await open()
  const refused = await client.jobs.dismiss({ id: 99 }).catch((error) => error)
  expect(refused).toMatchObject({ code: 'REFUSED', defined: true, data: { kind: 'missing' } })
  const malformed = await client.jobs.dismiss({ id: -1 }).catch((error) => error)
  expect(malformed).toMatchObject({ code: 'BAD_REQUEST' })
  const window = await client.app.setSetting({ name: '../x', value: 1 }).catch((error) => error)
  expect(window).toMatchObject({ code: 'BAD_REQUEST' })
})

test('while a workspace is open, a second start is refused, and says by whom', async () => {
  await open()
  studio!.setAddress('http://127.0.0.1:4242/')
  const script = `
    import { openStudio } from '${import.meta.resolve('./studio.ts')}'
    await openStudio({ folder: ${JSON.stringify(folder)}, shell: { kind: 'test', platform: '' }, spawn: () => {} })
      .catch(({ message }) => console.log(message))`
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
  expect(said).toContain(`process ${process.pid} `)
  expect(said).toContain('http://127.0.0.1:4242/')
})

test('a picture is parsed, the engine killed is started anew, and the next picture is parsed', async () => {
  const { client, heard } = await open()
  await importGlyphs(client, heard, 2)
  const ids = new Uint32Array(
    await (
      await studio!.media(new Request(`http://127.0.0.1${routes.ids({}, { by: 'added' })}`))
    ).arrayBuffer(),
  )
  expect((await untilWarm(client)).backend).toBe('simd')
  const first = await client.parses.parse({ pictureId: ids[0] })
  expect(first.mse).toBeLessThan(0.2)

  process.kill(studio!.processes.parsing.state().pid!, 'SIGKILL')
  await vi.waitUntil(async () => (await parsing(client)).restarts === 1, { timeout: 20_000 })
  const second = await client.parses.parse({ pictureId: ids[1] })
  expect(second.pictureId).toBe(ids[1])
  expect(await parsing(client)).toMatchObject({ restarts: 1, fault: 'It ended unexpectedly: SIGKILL.' })
  await client.app.restartEngine({ role: 'parsing' })
  expect(await parsing(client)).not.toHaveProperty('fault', expect.any(String))
})

test('closing ends every process and lets the workspace go', async () => {
  const { client, heard } = await open()
  await importGlyphs(client, heard, 2)
  const { reader, parsing } = studio!.processes
  const pids = [reader, parsing].map((process) => process.state().pid!)
  await studio!.close()
  for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow()
  expect(existsSync(path.join(folder, 'owner.json'))).toBe(false)
  await open()
})
