import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { plain } from '../../../model/data/pictures.testing.ts'
import { scriptBeside } from '../../../model/scriptBeside.ts'
import type { ReadPicture } from '../../reader/readerJobs.ts'
import { startImport, startRefresh } from './import.ts'
import { ended, openLibrary, type TestLibrary, writeFiles } from './library.testing.ts'
import { pictureCounts } from './query.ts'
import { readPictures } from './reading.ts'

const HOSTILE = scriptBeside('hostileProcess.testing', import.meta.url)
const bytes = plain(8, 8, 50).pngSync()
const address = (path: string) => ({ kind: 'file', path, member: '' }) as const

/** Enough pictures that something can happen in between. */
async function manyPictures(library: TestLibrary): Promise<string> {
  return writeFiles(
    library,
    'many',
    Object.fromEntries(Array.from({ length: 1500 }, (_, i) => [`${i}.png`, bytes])),
  )
}

/** Starts an import and does something when the first pictures have been read. */
async function importAnd(library: TestLibrary, path: string, meanwhile: (jobId: number) => void) {
  const stop = new AbortController()
  const events = library.context.events.subscribe(stop.signal)
  const { jobId, setId } = await startImport(library, { source: { paths: [path] } })
  for await (const event of events) {
    if (event.type === 'job' && event.job.id === jobId && event.job.done > 0) break
  }
  stop.abort()
  meanwhile(jobId)
  return { setId, job: await ended(library, jobId) }
}

describe('reading in a process of its own', () => {
  it('passes over files that crash or hang it, and reads all others', async () => {
    const library = await openLibrary({ script: HOSTILE, patience: 2000 })
    const names = ['1', '2 crash', '3', '4 hang', '5', '6 crash']
    const path = await writeFiles(library, 'files', Object.fromEntries(names.map((name) => [name, bytes])))
    const read: ReadPicture[] = []
    await readPictures(
      library.reader,
      names.map((name) => address(join(path, name))),
      { signal: new AbortController().signal, onRead: (some) => read.push(...some) },
    )
    read.sort((a, b) => a.index - b.index)
    expect(read.map((each) => ('facts' in each ? each.facts.width : each.reason))).toEqual([
      8,
      'its decoder crashed over it',
      8,
      'reading it took longer than 2 s',
      8,
      'its decoder crashed over it',
    ])
  })

  it('blames no file for what another one does at the same time', async () => {
    const library = await openLibrary({ script: HOSTILE })
    const good = Array.from({ length: 60 }, (_, i) => `good ${i}`)
    const bad = ['1 crash', '2 crash', '3 crash', '4 crash', '5 crash']
    const path = await writeFiles(
      library,
      'files',
      Object.fromEntries([...good, ...bad].map((name) => [name, bytes])),
    )
    const readAll = async (names: readonly string[]) => {
      const read: ReadPicture[] = []
      await readPictures(
        library.reader,
        names.map((name) => address(join(path, name))),
        { signal: new AbortController().signal, onRead: (some) => read.push(...some) },
      )
      return read.filter((each) => 'reason' in each).length
    }
    const reading = readAll(bad)
    let blamed = 0
    let isOver = false
    void reading.then(() => {
      isOver = true
    })
    while (!isOver) blamed += await readAll(good)
    expect(await reading).toBe(bad.length)
    expect(blamed).toBe(0)
  })

  it('blames no file where the process does not start at all', async () => {
    const library = await openLibrary({ script: scriptBeside('nowhere', import.meta.url) })
    const reading = readPictures(library.reader, [address('/x.png')], {
      signal: new AbortController().signal,
      onRead: () => expect.unreachable(),
    })
    await expect(reading).rejects.toMatchObject({ kind: 'engine' })
  })

  it('continues after it was killed in the middle of an import', async () => {
    const library = await openLibrary()
    const path = await manyPictures(library)
    const { setId, job } = await importAnd(library, path, () =>
      process.kill(library.reader.state().pid!, 'SIGKILL'),
    )
    expect(job).toMatchObject({ state: 'done', skipped: 0 })
    expect(library.reader.state().restarts).toBe(1)
    expect(pictureCounts(library.context.db, { sets: [setId] }).pictures).toBe(1500)
  })

  it('keeps what an import had read when it is cancelled; refreshing reads the rest', async () => {
    const library = await openLibrary()
    const path = await manyPictures(library)
    const { setId, job } = await importAnd(library, path, (jobId) => library.context.jobs.cancel(jobId))
    expect(job.state).toBe('cancelled')
    const { pictures } = pictureCounts(library.context.db, { sets: [setId] })
    expect(pictures).toBeGreaterThan(0)
    expect(pictures).toBeLessThan(1500)
    await ended(library, startRefresh(library, setId).jobId)
    expect(pictureCounts(library.context.db, { sets: [setId] }).pictures).toBe(1500)
  })
})
