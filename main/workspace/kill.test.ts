import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { createEvents } from '../services/events.ts'
import { createHistory } from '../services/history/history.ts'
import { damageOf } from './connect.ts'
import { openWorkspace } from './open.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'rnp-kill-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Lets a process edit and kills it at any moment after its first edit. @returns the last edit it acknowledged */
async function editAndKill(after: number): Promise<number> {
  const script = fileURLToPath(new URL('editor.testing.ts', import.meta.url))
  const editor = spawn(process.execPath, [script, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  editor.stdout.setEncoding('utf8').on('data', (text) => {
    said += text
  })
  const closed = once(editor, 'close')
  await Promise.race([once(editor.stdout, 'data'), closed])
  await sleep(after)
  editor.kill('SIGKILL')
  // It has not ended by itself.
  expect(await closed).toEqual([null, 'SIGKILL'])
  return Number(said.slice(0, said.lastIndexOf('\n')).split('\n').at(-1))
}

test('killed at any moment of editing, a workspace is whole and has every edit that was acknowledged', async () => {
  let before = 0
  for (let round = 0; round < 12; round++) {
    const acknowledged = await editAndKill(Math.random() * 120)
    expect(acknowledged).toBeGreaterThan(before)

    const workspace = openWorkspace(folder)
    expect(workspace.notes).toEqual([])
    expect(damageOf(workspace.db, 'full')).toBeUndefined()
    const count = () => Number(workspace.db.prepare('SELECT name FROM sets WHERE id = 1').get()!.name)
    // The one in progress may have been done without being acknowledged.
    expect([acknowledged, acknowledged + 1]).toContain(count())
    const history = createHistory(workspace.db, createEvents())
    expect(await history.undo()).toBe(`Count to ${count() + 1}`)
    expect(await history.redo()).toBe(`Count to ${count()}`)
    before = count()
    await workspace.close()
  }
})
