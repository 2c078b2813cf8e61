import type { DatabaseSync } from 'node:sqlite'
import { onTestFinished } from 'vitest'
import type { Child } from '../processes/spawn.ts'
import { createClient } from './client.ts'
import type { Context } from './context.ts'
import { storePictures } from './library/store.ts'
import { Thumbnails } from './library/thumbnails.ts'
import { currentModel } from './models/currentModel.ts'
import { importGlyphs, openTestStudio, testFolder, tinyModel } from './studio.testing.ts'
import { openStudio } from './studio.ts'
import type { TestApp, TestApps } from './testApp.types.testing.ts'

/** A process that never serves jobs, so that whatever needs one waits until the app closes. */
function noProcess(): Child {
  const ended = Promise.withResolvers<string>()
  return {
    pid: undefined,
    send() {},
    onMessage() {},
    onStderr() {},
    onExit: (listener) => void ended.promise.then(listener),
    disconnect() {},
    kill: () => ended.resolve('SIGKILL'),
  }
}

async function openTestApp(): Promise<TestApp> {
  const folder = await testFolder()
  const shell = { kind: 'test', platform: 'linux' } as const
  const { router, media, context, close } = await openStudio({ folder, shell, spawn: noProcess })
  onTestFinished(close)
  const { db, events, jobs } = context
  return {
    studio: createClient(router),
    fetch: (address) => media(new Request(new URL(address, 'http://studio'))),
    publish: (event) => events.publish(event),
    startJob: (title, setId) => startJob(jobs, title, setId),
    addSet: (name, pictures) => addSet(db, folder, name, pictures),
    keepParse(pictureId, mse) {
      keepParse(db, pictureId, mse)
      events.publish({ type: 'parses', pictureIds: [pictureId] })
    },
  }
}

function startJob(jobs: Context['jobs'], title: string, setId: number): number {
  const { id } = jobs.start({ kind: 'check', title, unit: 'files', setId }, ({ signal }) => {
    const { promise, reject } = Promise.withResolvers<undefined>()
    signal.addEventListener('abort', () => reject(signal.reason))
    return promise
  })
  return id
}

function addSet(db: DatabaseSync, folder: string, ...[name, pictures]: Parameters<TestApp['addSet']>) {
  const { lastInsertRowid } = db
    .prepare("INSERT INTO sets (name, kind, path, added) VALUES (?, 'folder', ?, 0)")
    .run(name, `/${name}`)
  const setId = Number(lastInsertRowid)
  const read = pictures.map(({ label, split = 'train' }, i) => ({
    name: `${name} ${i + 1}`,
    label,
    split,
    kind: 'file' as const,
    path: `/${name}/${i + 1}.png`,
    member: '',
    facts: { hash: `${name} ${i + 1}`, width: 28, height: 28, ground: 0, grey: true },
  }))
  const thumbnails = new Thumbnails(folder)
  const ids = storePictures(db, thumbnails, setId, read)
  thumbnails.close()
  return { setId, pictures: ids }
}

function keepParse(db: DatabaseSync, pictureId: number, mse: number): void {
  db.prepare(
    `INSERT INTO parses (picture_id, model_id, checkpoint, mse, milliseconds, mapping, created, file)
     SELECT ?, id, described ->> 'weights', ?, 1,
       json_object('inverted', (SELECT inverted FROM inversions WHERE picture_id = ?)), 0, x''
     FROM models WHERE id = ?`,
  ).run(pictureId, mse, pictureId, currentModel(db))
}

async function openParsingApp() {
  const app = await openTestStudio()
  const { ids } = await importGlyphs(app, 3)
  const { id } = await app.client.models.open({ path: await tinyModel() })
  await app.client.models.select({ id })
  const { models } = await app.client.models.list()
  return { studio: app.client, pictures: ids, models: [id, models.find((model) => model.id !== id)!.id] }
}

/** One value whose type is checked here, because the window's tests import that type alone. */
export const testApps: TestApps = { openTestApp, openParsingApp, tinyModel }
