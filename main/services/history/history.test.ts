import { beforeEach, expect, test, vi } from 'vitest'
import type { Change, Context } from '../context.ts'
import { type TestContext, testContext } from '../services.testing.ts'

/** However busy the machine is. */
const until = (check: () => boolean) => vi.waitUntil(check, { timeout: 20_000 })

let context: TestContext
beforeEach(() => {
  context = testContext()
  context.db.exec(`
    INSERT INTO sets (id, name, kind, added) VALUES (1, 'one', 'files', 0), (2, 'two', 'files', 0);
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500)
    INSERT INTO pictures (id, set_id, name, path, hash, split, width, height, ground, grey, added)
    SELECT i, 1, 'p' || i, '/p' || i, i, 'train', 1, 1, 0, 1, 0 FROM n`)
})

const rename = (id: number, before: string, after: string): Change => ({
  table: 'sets',
  id,
  before: { name: before },
  after: { name: after },
})
const allGone: Change = {
  table: 'pictures',
  id: Array.from({ length: 2500 }, (_, i) => i + 1),
  before: { removed: null },
  after: { removed: 5 },
}
const names = ({ db }: Context) =>
  db
    .prepare('SELECT name FROM sets ORDER BY id')
    .all()
    .map(({ name }) => name)
const removed = ({ db }: Context) =>
  db.prepare('SELECT count(*) AS n FROM pictures WHERE removed IS NOT NULL').get()!.n

test('edits are undone and done again, one by one, named in words', async () => {
  const { history } = context
  history.edit('Rename set one', [rename(1, 'one', 'eins')])
  history.edit('Rename set two', [rename(2, 'two', 'zwei')])
  expect(names(context)).toEqual(['eins', 'zwei'])
  expect(history.state()).toEqual({ undo: 'Rename set two', redo: undefined })
  expect(await history.undo()).toBe('Rename set two')
  expect(await history.undo()).toBe('Rename set one')
  expect(await history.undo()).toBeUndefined()
  expect(names(context)).toEqual(['one', 'two'])
  expect(await history.redo()).toBe('Rename set one')
  expect(names(context)).toEqual(['eins', 'two'])
  expect(history.state()).toEqual({ undo: 'Rename set one', redo: 'Rename set two' })
})

test('a new edit leaves nothing to be done again', async () => {
  const { history } = context
  history.edit('a', [rename(1, 'one', 'eins')])
  await history.undo()
  history.edit('b', [rename(2, 'two', 'zwei')])
  expect(await history.redo()).toBeUndefined()
  expect(names(context)).toEqual(['one', 'zwei'])
})

test('an undo works after the app has started anew', async () => {
  context.history.edit('Rename set one', [rename(1, 'one', 'eins')])
  const later = await context.reopen()
  expect(await later.history.undo()).toBe('Rename set one')
  expect(names(later)).toEqual(['one', 'two'])
  const evenLater = await later.reopen()
  expect(await evenLater.history.redo()).toBe('Rename set one')
})

test('many rows that change alike are one edit', async () => {
  const ids = Array.from({ length: 1000 }, (_, i) => i + 1)
  const gone = { before: { removed: null }, after: { removed: 5 } }
  context.history.edit('Remove 1,000 pictures', [{ table: 'pictures', id: ids, ...gone }])
  expect(removed(context)).toBe(1000)
  await context.history.undo()
  expect(removed(context)).toBe(0)
})

test('very many rows change in turns: other edits are made in between, and undo comes after', async () => {
  const { history } = context
  const removing = history.editMany('Remove 2,500 pictures', allGone)
  expect(removed(context)).toBe(1000)
  history.edit('Rename set one', [rename(1, 'one', 'eins')])
  const undone = history.undo()
  await removing
  expect(removed(context)).toBe(2500)
  expect(await undone).toBe('Rename set one')
  expect(await history.undo()).toBe('Remove 2,500 pictures')
  expect(removed(context)).toBe(0)
  expect(await history.redo()).toBe('Remove 2,500 pictures')
  expect(removed(context)).toBe(2500)
})

test('very many rows that have changed already are no edit', async () => {
  await context.history.editMany('Remove 2,500 pictures', allGone)
  await context.history.undo()
  context.db.exec('UPDATE pictures SET removed = 1')
  await context.history.editMany('Remove 2,500 pictures', allGone)
  expect(context.history.state()).toEqual({ redo: 'Remove 2,500 pictures' })
  await expect(context.history.redo()).rejects.toThrow('cannot be redone')
})

test('an edit made while very many rows are taken back leaves nothing to be done again', async () => {
  const { history } = context
  await history.editMany('Remove 2,500 pictures', allGone)
  const undoing = history.undo()
  history.edit('Rename set one', [rename(1, 'one', 'eins')])
  expect(await undoing).toBe('Remove 2,500 pictures')
  expect(removed(context)).toBe(0)
  expect(history.state()).toEqual({ undo: 'Rename set one' })
})

test('where the app dies in the middle of very many rows, what is done can be undone', async () => {
  /** Begins something and closes the workspace in the middle of it. */
  const dieIn = async (begin: (history: TestContext['history']) => Promise<unknown>) => {
    const begun = begin(context.history)
    begun.catch(() => {})
    context = await context.reopen()
    await expect(begun).rejects.toThrow('database is not open')
    expect(removed(context)).toBeGreaterThan(0)
    expect(removed(context)).toBeLessThan(2500)
  }
  const undoAll = async () => {
    expect(await context.history.undo()).toBe('Remove 2,500 pictures')
    expect(removed(context)).toBe(0)
  }
  await dieIn((history) => history.editMany('Remove 2,500 pictures', allGone))
  await undoAll()
  await dieIn((history) => history.redo())
  await undoAll()
  await context.history.redo()
  await dieIn((history) => history.undo())
  await undoAll()
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

test('what has changed since is left as it is; where that is all, the edit leaves the history', async () => {
  const { history, db } = context
  history.edit('earlier', [rename(2, 'two', 'zwei')])
  history.edit('Rename both', [rename(1, 'one', 'eins'), rename(2, 'zwei', 'deux')])
  db.exec("UPDATE sets SET name = 'ours' WHERE id = 1")
  expect(await history.undo()).toBe('Rename both')
  expect(names(context)).toEqual(['ours', 'zwei'])
  db.exec("UPDATE sets SET name = 'theirs' WHERE id = 2")
  await expect(history.undo()).rejects.toThrow('"earlier" cannot be undone')
  expect(names(context)).toEqual(['ours', 'theirs'])
  expect(await history.undo()).toBeUndefined()
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
  await history.undo()
  expect(changed).toEqual([rename(1, 'one', 'eins'), rename(1, 'eins', 'one')])
  await until(() => heard.some((event) => event.type === 'history' && event.history.redo !== undefined))
  expect(heard.map(({ type }) => type)).toContain('library')
})

test('the last two hundred edits can be undone', async () => {
  for (let i = 0; i < 205; i++) context.history.edit(`${i}`, [rename(1, i ? `${i}` : 'one', `${i + 1}`)])
  let undone = 0
  while (await context.history.undo()) undone++
  expect(undone).toBe(200)
})
