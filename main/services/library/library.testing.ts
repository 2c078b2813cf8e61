import { rmSync } from 'node:fs'
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Job } from '../../contract/jobs.ts'
import { forkNode } from '../../processes/fork.ts'
import { createReader, type ReaderOptions } from '../../reader/reader.ts'
import { openWorkspace } from '../../workspace/open.ts'
import { createEvents } from '../events.ts'
import { EditHistory } from '../history/history.ts'
import { editedTables } from '../history/tables.ts'
import { createJobs } from '../jobs/jobs.ts'
import { startImport } from './import.ts'
import { Thumbnails } from './thumbnails.ts'

/** Opens a library in a workspace of its own, with a real reader process, until the running test is over. */
export async function openLibrary(options: Partial<ReaderOptions> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'rnp-library-'))
  const { db, close } = openWorkspace(join(folder, 'workspace'))
  const events = createEvents()
  const jobs = createJobs(db, events)
  const reader = createReader({ spawn: forkNode, ...options })
  const thumbnails = new Thumbnails(join(folder, 'workspace'))
  onTestFinished(async () => {
    await jobs.close(5000)
    await reader.stop()
    thumbnails.close()
    await close()
    rmSync(folder, { recursive: true })
  })
  const history = new EditHistory(db, events, editedTables)
  return {
    /** A folder for files of the test. */
    folder,
    context: { db, folder: join(folder, 'workspace'), events, jobs, history },
    reader,
    thumbnails,
  }
}

export type TestLibrary = Awaited<ReturnType<typeof openLibrary>>

/** Writes files below the test's folder. @returns the path of the folder `name` */
export async function writeFiles(
  { folder }: TestLibrary,
  name: string,
  files: Readonly<Record<string, Uint8Array | string>>,
): Promise<string> {
  for (const [file, bytes] of Object.entries(files)) {
    const path = join(folder, name, file)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, bytes)
  }
  return join(folder, name)
}

/** Waits until a job has ended, and returns it. */
export async function ended({ context }: TestLibrary, jobId: number): Promise<Job> {
  const find = () => context.jobs.list().find(({ id }) => id === jobId)!
  const stop = new AbortController()
  // Subscribed before the job is read, so that its end is not missed.
  const events = context.events.subscribe(stop.signal)
  try {
    if (find().ended !== undefined) return find()
    for await (const event of events) {
      if (event.type === 'job' && event.job.id === jobId && event.job.ended !== undefined) return event.job
    }
    return find()
  } finally {
    stop.abort()
  }
}

/** Imports paths and waits until the job has ended. */
export async function importAll(library: TestLibrary, ...paths: string[]) {
  const { jobId, setId } = await startImport(library, { source: { paths } })
  return { setId, job: await ended(library, jobId) }
}

/** Adds a parse of a picture by a model, which it makes the current one. @returns the parse's id */
export function keepParse({ context: { db } }: TestLibrary, pictureId: number, mse: number): number {
  db.exec(`
    INSERT OR IGNORE INTO models (id, name, kind, path, created, described)
      VALUES (1, 'm', 'opened', 'm', 0, '{"weights":"a"}');
    INSERT OR IGNORE INTO settings (name, value) VALUES ('model.current', '1')`)
  const { lastInsertRowid } = db
    .prepare(
      `INSERT INTO parses (picture_id, model_id, checkpoint, mse, milliseconds, mapping, created, file)
       SELECT ?, id, described ->> 'weights', ?, 1,
         json_object('inverted', (SELECT inverted FROM inversions WHERE picture_id = ?)), 0, x''
       FROM models WHERE id = 1`,
    )
    .run(pictureId, mse, pictureId)
  return Number(lastInsertRowid)
}
