import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { killMoments, runAndKill } from '../processes/kill.testing.ts'
import { createEvents } from '../services/events.ts'
import { EditHistory } from '../services/history/history.ts'
import { editedTables } from '../services/history/tables.ts'
import { damageOf } from './connect.ts'
import { openWorkspace } from './open.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'rnp-kill-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const editor = new URL('editor.testing.ts', import.meta.url)

test('killed at any moment of editing, a workspace is undamaged and has every edit that was acknowledged', async () => {
  const moment = killMoments(120)
  let before = 0
  for (let round = 0; round < 12; round++) {
    const printed = await runAndKill(editor, [folder], moment())
    const acknowledged = Number(printed.at(-1))
    expect(acknowledged).toBeGreaterThan(before)

    const workspace = openWorkspace(folder)
    expect(workspace.notes).toEqual([])
    expect(damageOf(workspace.db, 'full')).toBeUndefined()
    const count = () => Number(workspace.db.prepare('SELECT name FROM sets WHERE id = 1').get()!.name)
    // The one in progress may have been done without being acknowledged.
    expect([acknowledged, acknowledged + 1]).toContain(count())
    const history = new EditHistory(workspace.db, createEvents(), editedTables)
    expect(await history.undo()).toMatchObject({ name: `Count to ${count() + 1}` })
    expect(await history.redo()).toMatchObject({ name: `Count to ${count()}` })
    before = count()
    await workspace.close()
  }
})
