// Measures what a large library costs the app's own process: npm run bench:library, or one part of it, such as
// npm run bench:library -- names. Prints medians; nothing here is a test.

import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { print } from '../../base/output.ts'
import { encodePng } from '../../base/png.ts'
import { formatCount } from '../../contract/counts.ts'
import type { Studio } from '../../contract/index.ts'
import type { PictureFilter, PictureOrder } from '../../contract/library.ts'
import { routes } from '../../contract/routes.ts'
import { forkNode } from '../../processes/fork.ts'
import { createClient } from '../../services/client.ts'
import { nameKey } from '../../services/library/names.ts'
import { openStudio } from '../../services/studio.ts'

const FILES = 100_000
/** How many of the files are read. */
const FILES_READ = 20_000
/** Pictures of two sets, with ten labels and with a thousand. */
const FEW_LABELS = 70_000
const MANY_LABELS = 50_000
const ROUNDS = 5

const parts = { names: measureNames, questions: measureQuestions, removal: measureRemoval }
const chosen = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(parts)
const unknown = chosen.find((name) => !Object.hasOwn(parts, name))
if (unknown) throw new Error(`There is no part ${unknown}: ${Object.keys(parts).join(', ')}.`)
const home = await mkdtemp(join(tmpdir(), 'rnp-bench-'))
try {
  for (const [name, measure] of Object.entries(parts)) if (chosen.includes(name)) await measure()
} finally {
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
}

type App = Awaited<ReturnType<typeof openStudio>> & { readonly client: Studio }

async function withApp(name: string, work: (app: App) => Promise<void>): Promise<void> {
  const studio = await openStudio({
    folder: join(home, name),
    shell: { kind: 'test', platform: process.platform },
    spawn: forkNode,
    engine: { backend: 'simd', threads: 1 },
  })
  try {
    await work({ ...studio, client: createClient(studio.router) })
  } finally {
    await studio.close()
  }
}

/**
 * Imports a folder of 100,000 files, and reads it again, each time until all names are there and some files have been
 * read. Then it moves the folder and looks for the files that were read.
 */
async function measureNames(): Promise<void> {
  const folder = join(home, 'names')
  const bytes = await encodePng({ width: 8, height: 8, channels: 1, pixels: new Uint8ClampedArray(64) })
  for (let i = 0; i < FILES; i++) {
    const label = join(folder, String(i % 100))
    if (i < 100) mkdirSync(label, { recursive: true })
    writeFileSync(join(label, `picture ${i}.png`), bytes)
  }
  await withApp('naming', async ({ client, context }) => {
    let set = 0
    for (const what of ['import', 'refresh']) {
      const naming = await watchLoop()
      const start = performance.now()
      let reading: (() => Promise<number>) | undefined
      const { jobId, setId } = await client.library.import({ source: { paths: [folder] } })
      set = setId
      for await (const event of context.events.subscribe()) {
        if (event.type !== 'job' || event.job.id !== jobId) continue
        if (event.job.total !== undefined && !reading) {
          say(
            `${what} of ${formatCount(FILES)} files: to their names; longest standstill`,
            `${ms(performance.now() - start)}; ${ms(await naming())}`,
          )
          reading = await watchLoop()
        }
        if (event.job.done > FILES_READ) await client.jobs.cancel({ id: jobId })
        if (event.job.ended) break
      }
      if (reading) say('  longest standstill while they are read', ms(await reading()))
    }
    const moved = `${folder} moved`
    renameSync(folder, moved)
    await jobRow(context, 'check of those that were read, which are gone', () =>
      client.library.check({ id: set }),
    )
    await jobRow(context, 'search for them in another folder', () =>
      client.library.relink({ id: set, path: moved }),
    )
  })
}

/** @returns a function that ends the watch and resolves with the longest delay of the event loop, ms */
async function watchLoop(): Promise<() => Promise<number>> {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  // It counts from its first tick on.
  await sleep(10)
  return async () => {
    // A delay counts once it is over.
    await sleep(10)
    delay.disable()
    return delay.max / 1e6
  }
}

async function idsOf(
  { media }: App,
  filter: PictureFilter,
  order: PictureOrder = { by: 'added', descending: false },
): Promise<number[]> {
  const answer = await media(new Request(new URL(routes.ids(filter, order), 'http://studio')))
  return [...new Uint32Array(await answer.arrayBuffer())]
}

/** Measures the queries of windows on a library of 120,000 pictures, most of them parsed. */
async function measureQuestions(): Promise<void> {
  await withApp('questions', async (app) => {
    const { client, context } = app
    const { few, many } = fill(context.db, (await client.models.list()).current)
    const all = await idsOf(app, {})
    const ofFew = await idsOf(app, { sets: [few] })
    const filters: Record<string, PictureFilter> = {
      'all pictures': {},
      'a set': { sets: [few] },
      'a label': { labels: ['7'] },
      'a set of 1,000 labels': { sets: [many] },
      'held-out ones': { splits: ['test'] },
      'parsed ones': { parsed: true },
      'those without a parse': { parsed: false },
      'a search': { text: 'picture 69' },
      'a search in parsed ones of a set': { sets: [few], parsed: true, text: '99' },
    }
    await row('all sets with their labels', () => client.library.sets())
    for (const [name, filter] of Object.entries(filters)) {
      await row(`counts of ${name}`, () => client.library.counts(filter))
      await row(`ids of ${name}`, () => idsOf(app, filter))
      await row(`pictures of a new run from ${name}`, () => client.runs.count({ filter }))
    }
    for (const by of ['name', 'label', 'size', 'error'] as const) {
      await row(`ids by ${by}`, () => idsOf(app, {}, { by, descending: true }))
    }
    await row('records of 1,000 pictures', () => client.library.pictures({ ids: all.slice(-1000) }))
    await row(`pictures of a new run from ${formatCount(FEW_LABELS)} selected`, () =>
      client.runs.count({ ids: ofFew }),
    )
    await jobRow(context, 'parse of 63,000 parsed ones', () =>
      client.parses.parseAll({ filter: { sets: [few], parsed: true } }),
    )
  })
}

/** Measures the removal of very many pictures from a library of 120,000, and its undo. */
async function measureRemoval(): Promise<void> {
  await withApp('removal', async (app) => {
    const { client, context } = app
    const { few } = fill(context.db, (await client.models.list()).current)
    const ids = await idsOf(app, { sets: [few] })
    const removing = await watchLoop()
    await row(
      `removal of ${formatCount(FEW_LABELS)} selected`,
      async () => {
        await client.library.removePictures({ ids })
      },
      () => client.app.undo(),
    )
    say('  longest standstill meanwhile, with its undo', ms(await removing()))
    await row(
      'removal of a set',
      () => client.library.removeSet({ id: few }),
      () => client.app.undo(),
    )
  })
}

/** Measures a job, once, and the longest time for which it blocked the app. */
async function jobRow(
  { events }: App['context'],
  what: string,
  begin: () => Promise<{ jobId: number }>,
): Promise<void> {
  const standing = await watchLoop()
  const start = performance.now()
  const received = events.subscribe()
  const { jobId } = await begin()
  for await (const event of received) {
    if (event.type !== 'job' || event.job.id !== jobId || !event.job.ended) continue
    say(`${what}; longest standstill`, `${ms(performance.now() - start)}; ${ms(await standing())}`)
    break
  }
}

async function row(
  what: string,
  work: () => Promise<unknown>,
  after: () => Promise<unknown> = async () => {},
): Promise<void> {
  const times: number[] = []
  for (let i = 0; i < ROUNDS; i++) {
    const start = performance.now()
    await work()
    times.push(performance.now() - start)
    await sleep(1)
    await after()
    await sleep(1)
  }
  say(what, ms(times.sort((a, b) => a - b)[ROUNDS >> 1]))
}

function say(what: string, figure: string): void {
  print(`${what.padEnd(64)}${figure}`)
}

function ms(value: number): string {
  return `${value.toFixed(0)} ms`
}

/** Inserts two sets of pictures, whose files do not exist, and parses of nine tenths of them. */
function fill(db: DatabaseSync, model: number): { few: number; many: number } {
  const set = db.prepare("INSERT INTO sets (name, kind, path, added) VALUES (?, 'folder', ?, 0)")
  const picture = db.prepare(
    `INSERT INTO pictures (set_id, name, name_key, kind, path, hash, label, split, width, height, ground, grey, added)
     VALUES (?, ?, ?, 'file', ?, ?, ?, ?, 28, 28, 0, 1, 0)`,
  )
  const parse = db.prepare(
    `INSERT INTO parses (picture_id, model_id, checkpoint, mse, milliseconds, mapping, created, file)
     VALUES (?, ?, (SELECT described ->> 'weights' FROM models WHERE id = ?), ?, 1, '{"inverted":0}', 0, zeroblob(1000))`,
  )
  const add = (name: string, count: number, labels: number) => {
    const id = Number(set.run(name, `/nowhere/${name}`).lastInsertRowid)
    for (let i = 0; i < count; i++) {
      const label = String(i % labels)
      const named = `picture ${i}.png`
      const split = i % 7 === 0 ? 'test' : 'train'
      const path = `/nowhere/${name}/${label}/${named}`
      const { lastInsertRowid } = picture.run(id, named, nameKey(named), path, `${name} ${i}`, label, split)
      if (i % 10 > 0) parse.run(lastInsertRowid, model, model, (i % 997) / 1000)
    }
    return id
  }
  db.exec('BEGIN')
  const [few, many] = [add('few', FEW_LABELS, 10), add('many', MANY_LABELS, 1000)]
  db.exec('COMMIT')
  return { few, many }
}
