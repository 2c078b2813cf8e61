import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { RnpError } from '../../model/errors.ts'
import { migrations } from './migrations.ts'
import { openWorkspace, type Workspace } from './open.ts'

let folder: string
const open: Workspace[] = []
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'rnp-workspace-'))
})
afterEach(async () => {
  for (const workspace of open.splice(0)) await workspace.close()
  rmSync(folder, { recursive: true, force: true })
})

function start(steps?: readonly string[]): Workspace {
  const workspace = openWorkspace(folder, steps)
  open.push(workspace)
  return workspace
}
async function end(): Promise<void> {
  await open.pop()!.close()
}
const file = () => path.join(folder, 'workspace.db')
const backups = () => readdirSync(path.join(folder, 'backups')).sort()
const remember = (workspace: Workspace, name: string) =>
  workspace.db.prepare("INSERT INTO settings (name, value) VALUES (?, '1')").run(name)
const remembered = (workspace: Workspace) =>
  workspace.db
    .prepare('SELECT name FROM settings ORDER BY name')
    .all()
    .map(({ name }) => name)

/** Overwrites the middle of the database, where its tables lie. */
function damage(): void {
  const bytes = readFileSync(file())
  bytes.fill(0x5a, 4096)
  writeFileSync(file(), bytes)
}

function refusal(work: () => unknown): RnpError {
  try {
    work()
  } catch (error) {
    expect(error).toBeInstanceOf(RnpError)
    return error as RnpError
  }
  throw new Error('It was not refused.')
}

test('a new workspace has all tables, keeps what is written, and every commit is on disk', async () => {
  const workspace = start()
  expect(workspace.notes).toEqual([])
  expect(workspace.db.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' })
  expect(workspace.db.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 })
  expect(() => workspace.db.exec("INSERT INTO skipped (set_id, file, reason) VALUES (99, 'a', 'b')")).toThrow(
    /FOREIGN KEY/,
  )
  remember(workspace, 'theme')
  await end()
  expect(remembered(start())).toEqual(['theme'])
})

test('the copy made beside other work can be opened, and is made only if something has changed', async () => {
  const workspace = start()
  remember(workspace, 'a')
  await workspace.backUp()
  expect(backups()).toHaveLength(1)
  await end()

  const copy = new DatabaseSync(path.join(folder, 'backups', backups()[0]), { readOnly: true })
  expect(copy.prepare('SELECT name FROM settings').all()).toEqual([{ name: 'a' }])
  copy.close()

  await start().backUp()
  const { length } = backups()
  await end()
  await start().backUp()
  expect(backups()).toHaveLength(length)
})

test('the newest three copies are kept', async () => {
  for (let i = 0; i < 5; i++) {
    const workspace = start()
    remember(workspace, `setting${i}`)
    await workspace.backUp()
    await end()
    // The next start finds the database newer than its copies, however fast this machine is.
    utimesSync(file(), new Date(), new Date(Date.now() + 10_000 * (i + 1)))
    for (const name of backups()) utimesSync(path.join(folder, 'backups', name), new Date(0), new Date(0))
  }
  expect(backups()).toHaveLength(3)
  expect(backups().every((name) => name.startsWith('workspace-'))).toBe(true)
})

test('a damaged database is set aside, its newest undamaged copy takes its place, and a note says so', async () => {
  const first = start()
  remember(first, 'kept')
  await first.backUp()
  await end()
  // A copy that is damaged itself is passed over.
  writeFileSync(path.join(folder, 'backups', 'workspace-2999-01-01T00-00-00-000Z.db'), 'rubbish')
  damage()

  const workspace = start()
  expect(remembered(workspace)).toEqual(['kept'])
  expect(workspace.notes).toEqual([expect.stringMatching(/was damaged .* was restored/)])
  expect(readdirSync(folder).filter((name) => name.includes('damaged'))).not.toEqual([])
  await end()
  expect(start().notes).toEqual([])
})

test.each([
  ['is no database', () => writeFileSync(file(), 'x'.repeat(10_000))],
  ['was cut short', () => truncateSync(file(), statSync(file()).size / 2)],
])('without a copy, a database that %s is set aside and replaced by an empty one', async (_, spoil) => {
  remember(start(), 'lost')
  await end()
  spoil()
  const workspace = start()
  expect(remembered(workspace)).toEqual([])
  expect(workspace.notes).toEqual([expect.stringMatching(/starts empty/)])
  expect(readdirSync(folder).some((name) => name.startsWith('workspace.damaged-'))).toBe(true)
})

test('a database that is gone is restored from its copy', async () => {
  const first = start()
  remember(first, 'kept')
  await first.backUp()
  await end()
  rmSync(file())
  const workspace = start()
  expect(remembered(workspace)).toEqual(['kept'])
  expect(workspace.notes).toEqual([expect.stringMatching(/was missing: its copy of .* was restored/)])
})

test('later migrations run once, after a copy of what was there', async () => {
  remember(start(), 'kept')
  await end()
  const later = [...migrations, 'CREATE TABLE extra (id INTEGER PRIMARY KEY) STRICT']
  const workspace = start(later)
  expect(workspace.db.prepare('SELECT count(*) AS n FROM extra').get()).toEqual({ n: 0 })
  expect(remembered(workspace)).toEqual(['kept'])
  const copy = new DatabaseSync(path.join(folder, 'backups', backups()[0]), { readOnly: true })
  expect(copy.prepare('PRAGMA user_version').get()).toEqual({ user_version: migrations.length })
  copy.close()
  await end()
  start(later)
})

test('errors stored before errors had codes get one of their kind', async () => {
  const workspace = start(migrations.slice(0, 3))
  const error = { kind: 'data', message: 'The folder a is gone.', hint: 'Choose another.' }
  const add = workspace.db.prepare('INSERT INTO jobs (record) VALUES (?)')
  add.run(JSON.stringify({ job: { id: 1, state: 'failed', error }, files: [] }))
  add.run(JSON.stringify({ job: { id: 2, state: 'done' }, files: [] }))
  workspace.db
    .prepare(
      `INSERT INTO runs (name, state, preset, config, settings, data, pictures, folder, error, created)
       VALUES ('a', 'failed', 'mnist', '{}', '{}', '', 1, '', ?, 0), ('b', 'paused', 'mnist', '{}', '{}', '', 1, '', NULL, 0)`,
    )
    .run(JSON.stringify(error))
  await end()

  const { db } = start()
  const values = (sql: string) =>
    db
      .prepare(sql)
      .all()
      .map(({ value }) => value && JSON.parse(String(value)))
  const [failed, done] = values('SELECT record AS value FROM jobs ORDER BY id')
  expect(failed.job.error).toEqual({ ...error, code: 'data/failed' })
  expect(done.job).toEqual({ id: 2, state: 'done' })
  expect(values('SELECT error AS value FROM runs ORDER BY id')).toEqual([
    { ...error, code: 'data/failed' },
    null,
  ])
})

test('a migration that fails leaves the database as it was', async () => {
  remember(start(), 'kept')
  await end()
  expect(() => start([...migrations, 'DELETE FROM settings; SELECT * FROM gone'])).toThrow(/no such table/)
  expect(remembered(start())).toEqual(['kept'])
})

test('a migration that leaves dangling references is rolled back', async () => {
  const workspace = start()
  workspace.db.exec(`INSERT INTO sets (id, name, kind, added) VALUES (1, 'a', 'files', 0);
    INSERT INTO skipped (set_id, file, reason) VALUES (1, 'a', 'b')`)
  await end()
  expect(() => start([...migrations, 'DELETE FROM sets'])).toThrow(/dangling references/)
})

test('a workspace of a newer app is refused and left alone', async () => {
  start([...migrations, 'CREATE TABLE extra (id INTEGER PRIMARY KEY) STRICT'])
  await end()
  const error = refusal(() => start())
  expect(error).toMatchObject({ kind: 'usage', message: expect.stringMatching(/newer RNP Studio/) })
  expect(error.hint).toMatch(/Update/)
  start([...migrations, 'CREATE TABLE extra (id INTEGER PRIMARY KEY) STRICT'])
})

test('a folder that cannot be made is refused by name', () => {
  writeFileSync(path.join(folder, 'file'), '')
  const error = refusal(() => openWorkspace(path.join(folder, 'file', 'workspace')))
  expect(error).toMatchObject({ kind: 'usage', message: expect.stringContaining('cannot be opened') })
})
