import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { zstdDecompressSync } from 'node:zlib'
import { unzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { openTestStudio, testFolder, until } from '../services/studio.testing.ts'
import { type Detailed, detailed, type Listed, listed } from './fixtures/shown.testing.ts'

/** What the app of commit bc8674d, which made the workspace (fixtures/makeOldWorkspace.testing.ts), said of it. */
interface Expected {
  /** Before the first edit, and after each. The last edit was undone again. */
  readonly states: readonly Listed[]
  /** At its next start. */
  readonly opened: Detailed
  /** Before the first edit. */
  readonly before: Detailed
}

/** Where it lay when it was made. */
const MADE_IN = '/tmp/rnp-old-workspace/workspace'

const fixture = (name: string) => readFile(new URL(`./fixtures/${name}`, import.meta.url))

const expected: Expected = JSON.parse((await fixture('expected.json')).toString())
const { states } = expected
const edits = states.slice(1).map(({ undo }) => undo!)

/** The app of now on the old workspace. */
async function openOld() {
  const folder = join(await testFolder(), 'workspace')
  const packed = zstdDecompressSync(await fixture('oldWorkspace.zip.zst'))
  for (const [name, bytes] of Object.entries(unzipSync(packed))) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), bytes)
  }
  movePaths(folder)
  return openTestStudio(folder)
}

/** The database has whole paths of uploaded files and of the models of runs: a workspace is not moved by itself. */
function movePaths(folder: string): void {
  const db = new DatabaseSync(join(folder, 'workspace.db'))
  for (const [table, column] of [
    ['sets', 'path'],
    ['pictures', 'path'],
    ['skipped', 'file'],
    ['models', 'path'],
  ]) {
    db.prepare(`UPDATE ${table} SET ${column} = replace(${column}, ?, ?)`).run(MADE_IN, folder)
  }
  db.close()
}

/**
 * What is listed after the first so many edits, where the others have been undone. When they were made there was
 * nothing to redo yet.
 */
const after = (count: number): Listed => ({ ...states[count], redo: edits[count] ?? null })

describe('a workspace of an older version', () => {
  it('opens without a note, and shows what it showed', async () => {
    const studio = await openOld()
    expect(await listed(studio)).toEqual(after(edits.length - 1))
    expect(await detailed(studio)).toMatchObject(expected.opened)
  })

  it('has its edits: the undone one is redone, all are undone one by one, and are all done again', async () => {
    const studio = await openOld()
    const { client } = studio
    expect(await client.app.redo()).toEqual({ redone: edits.at(-1) })
    expect(await listed(studio)).toEqual(after(edits.length))
    for (let left = edits.length; left > 0; left--) {
      expect(await client.app.undo()).toEqual({ undone: edits[left - 1] })
      expect(await listed(studio)).toEqual(after(left - 1))
    }
    expect(await client.app.undo()).toEqual({})
    expect(await detailed(studio)).toMatchObject(expected.before)
    for (const edit of edits) expect(await client.app.redo()).toEqual({ redone: edit })
    expect(await listed(studio)).toEqual(after(edits.length))
  })

  it('works on: its interrupted run is resumed from its checkpoint, and a trained model parses', async () => {
    const studio = await openOld()
    const { client } = studio
    const { models } = await client.models.list()
    const learnt = models.find(({ runId }) => runId !== undefined)!
    await client.models.select({ id: learnt.id })
    const [picture] = expected.opened.pictures
    const { mse } = await client.parses.parse({ pictureId: picture.id, again: true })
    const kept = expected.opened.parses.find(({ modelId, pictureId }) => {
      return modelId === learnt.id && pictureId === picture.id
    })!
    // By another machine's kernels it need not be the same to the last digit.
    expect(mse).toBeCloseTo(kept.mse, 4)

    const killed = expected.opened.runs.find(({ state }) => state === 'interrupted')!
    await client.runs.resume({ id: killed.id })
    const run = await until(async () => {
      return (await client.runs.list()).find(({ id, state }) => id === killed.id && state === 'finished')
    })
    expect(run.step).toBe(killed.settings.updates)
    const [first] = await client.runs.figures({ id: killed.id })
    expect(first).toMatchObject(killed.figures.first)
  })
})
