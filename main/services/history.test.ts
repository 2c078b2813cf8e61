import { beforeEach, expect, test, vi } from 'vitest'
import type { Change, Context } from './context.ts'
import { type TestContext, testContext } from './fixtures.ts'

/** However busy the machine is. */
const until = (check: () => boolean) => vi.waitUntil(check, { timeout: 20_000 })

let context: TestContext
beforeEach(() => {
  context = testContext()
  context.db.exec(`
    INSERT INTO sets (id, name, kind, added) VALUES (1, 'one', 'files', 0), (2, 'two', 'files', 0);
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
    INSERT INTO pictures (id, set_id, name, path, hash, split, width, height, ground, grey, added)
    SELECT i, 1, 'p' || i, '/p' || i, i, 'train', 1, 1, 0, 1, 0 FROM n`)
})

const rename = (id: number, before: string, after: string): Change => ({
  table: 'sets',
  id,
  before: { name: before },
  after: { name: after },
})
const names = ({ db }: Context) =>
  db
    .prepare('SELECT name FROM sets ORDER BY id')
    .all()
    .map(({ name }) => name)
const removed = ({ db }: Context) =>
  db.prepare('SELECT count(*) AS n FROM pictures WHERE removed IS NOT NULL').get()!.n

test('edits are undone and done again, one by one, named in words', () => {
  const { history } = context
  history.edit('Rename set one', [rename(1, 'one', 'eins')])
  history.edit('Rename set two', [rename(2, 'two', 'zwei')])
  expect(names(context)).toEqual(['eins', 'zwei'])
  expect(history.state()).toEqual({ undo: 'Rename set two', redo: undefined })
  expect(history.undo()).toBe('Rename set two')
  expect(history.undo()).toBe('Rename set one')
  expect(history.undo()).toBeUndefined()
  expect(names(context)).toEqual(['one', 'two'])
  expect(history.redo()).toBe('Rename set one')
  expect(names(context)).toEqual(['eins', 'two'])
  expect(history.state()).toEqual({ undo: 'Rename set one', redo: 'Rename set two' })
})

test('a new edit leaves nothing to be done again', () => {
  const { history } = context
  history.edit('a', [rename(1, 'one', 'eins')])
  history.undo()
  history.edit('b', [rename(2, 'two', 'zwei')])
  expect(history.redo()).toBeUndefined()
  expect(names(context)).toEqual(['one', 'zwei'])
})

test('an undo works after the app has started anew', async () => {
  context.history.edit('Rename set one', [rename(1, 'one', 'eins')])
  const later = await context.reopen()
  expect(later.history.undo()).toBe('Rename set one')
  expect(names(later)).toEqual(['one', 'two'])
  const evenLater = await later.reopen()
  expect(evenLater.history.redo()).toBe('Rename set one')
})

test('many rows that change alike are one edit', () => {
  const ids = Array.from({ length: 1000 }, (_, i) => i + 1)
  const gone = { before: { removed: null }, after: { removed: 5 } }
  context.history.edit('Remove 1,000 pictures', [{ table: 'pictures', id: ids, ...gone }])
  expect(removed(context)).toBe(1000)
  context.history.undo()
  expect(removed(context)).toBe(0)
})

test('an edit is done whole or not at all', () => {
  const changes = [rename(1, 'one', 'eins'), rename(2, 'other', 'zwei')]
  expect(() => context.history.edit('Rename both', changes)).toThrow(/gone or has changed/)
  expect(() =>
    context.history.edit('Rename both', [rename(1, 'one', 'eins'), rename(99, 'x', 'y')]),
  ).toThrow()
  expect(names(context)).toEqual(['one', 'two'])
  expect(context.history.state()).toEqual({})
})

test('an edit that changes nothing is none', () => {
  context.history.edit('Rename set one', [rename(1, 'one', 'one')])
  expect(context.history.state().undo).toBeUndefined()
})

test('what has changed since is left as it is; where that is all, the edit leaves the history', () => {
  const { history, db } = context
  history.edit('earlier', [rename(2, 'two', 'zwei')])
  history.edit('Rename both', [rename(1, 'one', 'eins'), rename(2, 'zwei', 'deux')])
  db.exec("UPDATE sets SET name = 'ours' WHERE id = 1")
  expect(history.undo()).toBe('Rename both')
  expect(names(context)).toEqual(['ours', 'zwei'])
  db.exec("UPDATE sets SET name = 'theirs' WHERE id = 2")
  expect(() => history.undo()).toThrow('"earlier" cannot be undone')
  expect(names(context)).toEqual(['ours', 'theirs'])
  expect(history.undo()).toBeUndefined()
})

test('only tables and columns that can be edited pass', () => {
  const bad: unknown[] = [
    { table: 'settings', id: 1, before: { name: 'a' }, after: { name: 'b' } },
    { table: 'sets', id: 1, before: { nothing: 1 }, after: { nothing: 2 } },
    { table: 'sets', id: 1, before: { 'name = 1; --': 1 }, after: { 'name = 1; --': 2 } },
    { table: 'sets', id: 1, before: { id: 1 }, after: { id: 2 } },
    { table: 'sets', id: 1, before: { name: 'one' }, after: { path: 'x' } },
  ]
  for (const change of bad)
    expect(() => context.history.edit('bad', [change as Change])).toThrow(/An edit of|no edits of/)
})

test('who shows what has changed is told, of undo and redo too', async () => {
  const { history, heard } = context
  const changed: unknown[] = []
  history.onChange((changes) => changed.push(...changes))
  history.edit('Rename set one', [rename(1, 'one', 'eins')])
  history.undo()
  expect(changed).toEqual([rename(1, 'one', 'eins'), rename(1, 'eins', 'one')])
  await until(() => heard.some((event) => event.type === 'history' && event.history.redo !== undefined))
  expect(heard.map(({ type }) => type)).toContain('library')
})

test('the last two hundred edits can be undone', () => {
  for (let i = 0; i < 205; i++) context.history.edit(`${i}`, [rename(1, i ? `${i}` : 'one', `${i + 1}`)])
  let undone = 0
  while (context.history.undo()) undone++
  expect(undone).toBe(200)
})
