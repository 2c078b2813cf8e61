import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { migrations } from '../../workspace/migrations.ts'
import { openWorkspace } from '../../workspace/open.ts'
import { createEvents } from '../events.ts'
import { EditHistory } from './history.ts'
import { editedTables } from './tables.ts'

/** The steps that the tables had seen when edits had names alone. */
const before = migrations.slice(
  0,
  migrations.findIndex((step) => step.includes('CREATE TABLE labelled')),
)

/** Edits as they were written then. */
const old: readonly (readonly [name: string, changes: object[]])[] = [
  ['Rename set a', [{ table: 'sets', id: 1, before: { name: 'a' }, after: { name: 'b' } }]],
  [
    'Change light and dark of b',
    [{ table: 'sets', id: 1, before: { invert: 'auto' }, after: { invert: 'never' } }],
  ],
  ['Remove set b', [{ table: 'sets', id: 1, before: { removed: null }, after: { removed: 5 } }]],
  [
    'Remove 2 pictures',
    [{ table: 'pictures', id: [1, 2], before: { removed: null }, after: { removed: 5 } }],
  ],
  ['Rename run c', [{ table: 'runs', id: 1, before: { name: 'c' }, after: { name: 'd' } }]],
  ['Remove run d', [{ table: 'runs', id: [1], before: { removed: null }, after: { removed: 5 } }]],
  ['Forget model m', [{ table: 'models', id: 1, before: { removed: null }, after: { removed: 5 } }]],
  ['Remove parse', [{ table: 'parses', id: [1], before: { removed: null }, after: { removed: 5 } }]],
]

test('edits of a workspace from before they had codes get theirs, and are undone and done again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rnp-old-edits-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const workspace = openWorkspace(folder, before)
  workspace.db.exec(
    "INSERT INTO sets (name, kind, invert, added, removed) VALUES ('b', 'files', 'never', 0, 5)",
  )
  const write = workspace.db.prepare('INSERT INTO edits (name, changes, made) VALUES (?, ?, 0)')
  for (const [name, changes] of old) write.run(name, JSON.stringify(changes))
  await workspace.close()

  const { db, close } = openWorkspace(folder)
  const rows = db.prepare('SELECT name, code, scope FROM edits ORDER BY id').all()
  expect(rows.map(({ name, code, scope }) => `${name}: ${code}, ${scope}`)).toEqual([
    'Rename set a: library.rename-set, library',
    'Change light and dark of b: library.set-invert, library',
    'Remove set b: library.remove-set, library',
    'Remove 2 pictures: library.remove-pictures, library',
    'Rename run c: runs.rename, runs',
    'Remove run d: runs.remove, runs',
    'Forget model m: models.forget, models',
    'Remove parse: parses.remove, library',
  ])
  // Only the edits of the set have something to change here.
  db.exec('DELETE FROM edits WHERE id > 3')
  const history = new EditHistory(db, createEvents(), editedTables)
  const set = () => ({ ...db.prepare('SELECT name, invert, removed FROM sets').get() })
  for (let i = 0; i < 3; i++) await history.undo()
  expect(set()).toEqual({ name: 'a', invert: 'auto', removed: null })
  for (let i = 0; i < 3; i++) await history.redo()
  expect(set()).toEqual({ name: 'b', invert: 'never', removed: 5 })
  await close()
})
