import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RnpError } from '../../model/errors.ts'
import { migrations } from './migrations.ts'
import { openWorkspace } from './open.ts'
import { readWorkspace } from './read.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'rnp-read-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const file = () => path.join(folder, 'workspace.db')
const names = (db: DatabaseSync) =>
  db
    .prepare('SELECT name FROM settings ORDER BY name')
    .all()
    .map(({ name }) => name)

/** A workspace with a setting, closed again. */
async function write(name: string, steps?: readonly string[]): Promise<void> {
  const workspace = openWorkspace(folder, steps)
  workspace.db.prepare("INSERT INTO settings (name, value) VALUES (?, '1')").run(name)
  await workspace.close()
}

function refusal(steps?: readonly string[]): RnpError {
  try {
    readWorkspace(folder, names, steps)
  } catch (error) {
    return error as RnpError
  }
  throw new Error('It was not refused.')
}

test('a workspace is read while another process has it, each time as one current snapshot', async () => {
  const { db, close } = openWorkspace(folder)
  const add = (name: string) => db.prepare("INSERT INTO settings (name, value) VALUES (?, '1')").run(name)
  add('a')
  expect(readWorkspace(folder, names)).toEqual(['a'])
  const twice = readWorkspace(folder, (reader) => {
    const before = names(reader)
    add('b')
    return [before, names(reader)]
  })
  expect(twice).toEqual([['a'], ['a']])
  expect(readWorkspace(folder, names)).toEqual(['a', 'b'])
  await close()
})

test('a workspace that nobody has open is read, and nothing is changed', async () => {
  await write('a')
  const { backUp, close } = openWorkspace(folder)
  await backUp()
  await close()
  const before = readFileSync(file())
  expect(readWorkspace(folder, names)).toEqual(['a'])
  expect(() => readWorkspace(folder, (db) => db.exec('DELETE FROM settings'))).toThrow(/cannot be opened/)
  expect(readFileSync(file()).equals(before)).toBe(true)
  // The next start does not take it for changed.
  const copies = readdirSync(path.join(folder, 'backups'))
  const again = openWorkspace(folder)
  await again.backUp()
  await again.close()
  expect(readdirSync(path.join(folder, 'backups'))).toEqual(copies)
})

test('without a workspace nothing is read, and none is created', () => {
  const nowhere = path.join(folder, 'nowhere')
  expect(readWorkspace(nowhere, names)).toBeUndefined()
  expect(existsSync(nowhere)).toBe(false)
})

test('one of another version is refused, and left as it is', async () => {
  await write('a')
  const later = [...migrations, 'CREATE TABLE extra (id INTEGER PRIMARY KEY) STRICT']
  expect(refusal(later)).toMatchObject({
    kind: 'usage',
    message: `The workspace ${folder} was last opened by an older RNP Studio: its tables are of version ${migrations.length}, this one reads ${later.length}.`,
    hint: expect.stringContaining('Start this RNP Studio on it once'),
  })
  expect(readWorkspace(folder, names)).toEqual(['a'])
  await write('b', later)
  expect(refusal()).toMatchObject({ kind: 'usage', message: expect.stringContaining('newer RNP Studio') })
})

test('one whose database is damaged or missing is refused, with the hint that the app repairs it', async () => {
  await write('a')
  const { backUp, close } = openWorkspace(folder)
  await backUp()
  await close()
  writeFileSync(file(), 'x'.repeat(10_000))
  expect(refusal()).toMatchObject({ kind: 'data', message: expect.stringContaining(`${file()} is damaged`) })
  rmSync(file())
  expect(refusal()).toMatchObject({ kind: 'data', hint: expect.stringContaining('newest undamaged copy') })
  expect(existsSync(file())).toBe(false)
})
