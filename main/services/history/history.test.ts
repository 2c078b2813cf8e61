import { beforeEach, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import type { AppEvent } from '../../contract/app.ts'
import { time } from '../../contract/base.ts'
import { WINDOW_HEADER } from '../../contract/bridge.ts'
import { callingWindow, fromWindow } from '../caller.ts'
import type { Context } from '../context.ts'
import { type TestContext, testContext } from '../services.testing.ts'
import type { EditLabel, WorkspaceUpdate } from './edits.ts'
import { EditHistory } from './history.ts'
import { HISTORY_LIMITS } from './log.ts'
import { editedTables } from './tables.ts'

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

const label = (name: string): EditLabel => ({ name, code: 'library.rename-set', scope: 'library' })
const rename = (id: number, before: string, after: string): WorkspaceUpdate => ({
  table: 'sets',
  id,
  before: { name: before },
  after: { name: after },
})
const allGone: WorkspaceUpdate = {
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
  history.edit(label('Rename set one'), [rename(1, 'one', 'eins')])
  history.edit(label('Rename set two'), [rename(2, 'two', 'zwei')])
  expect(names(context)).toEqual(['eins', 'zwei'])
  expect(history.state()).toEqual({ undo: label('Rename set two') })
  expect(await history.undo()).toMatchObject({ name: 'Rename set two' })
  expect(await history.undo()).toMatchObject({ name: 'Rename set one' })
  expect(await history.undo()).toBeUndefined()
  expect(names(context)).toEqual(['one', 'two'])
  expect(await history.redo()).toMatchObject({ name: 'Rename set one' })
  expect(names(context)).toEqual(['eins', 'two'])
  expect(history.state()).toEqual({ undo: label('Rename set one'), redo: label('Rename set two') })
})

test('a new edit leaves nothing to redo', async () => {
  const { history } = context
  history.edit(label('a'), [rename(1, 'one', 'eins')])
  await history.undo()
  history.edit(label('b'), [rename(2, 'two', 'zwei')])
  expect(await history.redo()).toBeUndefined()
  expect(names(context)).toEqual(['one', 'zwei'])
})

test('an undo works after a restart of the app', async () => {
  context.history.edit(label('Rename set one'), [rename(1, 'one', 'eins')])
  const later = await context.reopen()
  expect(await later.history.undo()).toMatchObject({ name: 'Rename set one' })
  expect(names(later)).toEqual(['one', 'two'])
  const evenLater = await later.reopen()
  expect(await evenLater.history.redo()).toMatchObject({ name: 'Rename set one' })
})

test('many rows that change alike are one edit', async () => {
  const ids = Array.from({ length: 1000 }, (_, i) => i + 1)
  const gone = { before: { removed: null }, after: { removed: 5 } }
  context.history.edit(label('Remove 1,000 pictures'), [{ table: 'pictures', id: ids, ...gone }])
  expect(removed(context)).toBe(1000)
  await context.history.undo()
  expect(removed(context)).toBe(0)
})

test('very many rows change in turns: other edits are made in between, and undo comes after', async () => {
  const { history } = context
  const removing = history.editMany(label('Remove 2,500 pictures'), allGone)
  expect(removed(context)).toBe(1000)
  history.edit(label('Rename set one'), [rename(1, 'one', 'eins')])
  const undone = history.undo()
  await removing
  expect(removed(context)).toBe(2500)
  expect(await undone).toMatchObject({ name: 'Rename set one' })
  expect(await history.undo()).toMatchObject({ name: 'Remove 2,500 pictures' })
  expect(removed(context)).toBe(0)
  expect(await history.redo()).toMatchObject({ name: 'Remove 2,500 pictures' })
  expect(removed(context)).toBe(2500)
})

test('very many rows that have changed already are no edit', async () => {
  await context.history.editMany(label('Remove 2,500 pictures'), allGone)
  await context.history.undo()
  context.db.exec('UPDATE pictures SET removed = 1')
  await context.history.editMany(label('Remove 2,500 pictures'), allGone)
  expect(context.history.state()).toEqual({ redo: label('Remove 2,500 pictures') })
  await expect(context.history.redo()).rejects.toThrow('cannot be redone')
})

test('an edit made while very many rows are being restored leaves nothing to redo', async () => {
  const { history } = context
  await history.editMany(label('Remove 2,500 pictures'), allGone)
  const undoing = history.undo()
  history.edit(label('Rename set one'), [rename(1, 'one', 'eins')])
  expect(await undoing).toMatchObject({ name: 'Remove 2,500 pictures' })
  expect(removed(context)).toBe(0)
  expect(history.state()).toEqual({ undo: label('Rename set one') })
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
    expect(await context.history.undo()).toMatchObject({ name: 'Remove 2,500 pictures' })
    expect(removed(context)).toBe(0)
  }
  await dieIn((history) => history.editMany(label('Remove 2,500 pictures'), allGone))
  await undoAll()
  await dieIn((history) => history.redo())
  await undoAll()
  await context.history.redo()
  await dieIn((history) => history.undo())
  await undoAll()
})

test('an edit is done whole or not at all', () => {
  const changes = [rename(1, 'one', 'eins'), rename(2, 'other', 'zwei')]
  expect(() => context.history.edit(label('Rename both'), changes)).toThrow(/gone or has changed/)
  expect(() =>
    context.history.edit(label('Rename both'), [rename(1, 'one', 'eins'), rename(99, 'x', 'y')]),
  ).toThrow()
  expect(names(context)).toEqual(['one', 'two'])
  expect(context.history.state()).toEqual({})
})

test('an edit that changes nothing is not stored', () => {
  context.history.edit(label('Rename set one'), [rename(1, 'one', 'one')])
  expect(context.history.state().undo).toBeUndefined()
})

test('what has changed since is left as it is; where that is all, the edit leaves the history', async () => {
  const { history, db } = context
  history.edit(label('earlier'), [rename(2, 'two', 'zwei')])
  history.edit(label('Rename both'), [rename(1, 'one', 'eins'), rename(2, 'zwei', 'deux')])
  db.exec("UPDATE sets SET name = 'ours' WHERE id = 1")
  expect(await history.undo()).toMatchObject({ name: 'Rename both' })
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
    { table: 'sets', id: 1, before: { name: 'one' }, after: { name: 'x', removed: 1 } },
    { table: 'sets', id: 1, before: { name: 'one' }, after: { name: 1 } },
    { table: 'sets', id: 1, before: { invert: 'auto' }, after: { invert: 'sometimes' } },
    { table: 'sets', before: null, after: { name: 'new' } },
    { table: 'toString', id: 1, before: { name: 'one' }, after: { name: 'x' } },
  ]
  for (const change of bad)
    expect(() => context.history.edit(label('bad'), [change as WorkspaceUpdate])).toThrow(
      /An edit of|Edits cannot change/,
    )
})

test('listeners receive what an edit and its undo have changed, windows the events', async () => {
  const { history, received } = context
  const changed: unknown[] = []
  history.onChange((changes) => changed.push(...changes))
  history.edit(label('Rename set one'), [rename(1, 'one', 'eins')])
  await history.undo()
  expect(changed).toEqual([rename(1, 'one', 'eins'), rename(1, 'eins', 'one')])
  await until(() => received.some((event) => event.type === 'history' && event.history.redo !== undefined))
  expect(received.map(({ type }) => type)).toContain('library')
})

test('an edit keeps its code and its scope across a restart', async () => {
  const remove: EditLabel = { name: 'Remove parse', code: 'parses.remove', scope: 'picture:12' }
  context.history.edit(remove, [rename(1, 'one', 'eins')])
  const later = await context.reopen()
  expect(later.history.state()).toEqual({ undo: remove })
  await later.history.undo()
  expect(later.history.state()).toEqual({ redo: remove })
})

test('changes are undone in the opposite order', async () => {
  const { history } = context
  history.edit(label('Rename twice'), [rename(1, 'one', 'eins'), rename(1, 'eins', 'un')])
  await history.undo()
  expect(names(context)).toEqual(['one', 'two'])
  await history.redo()
  expect(names(context)).toEqual(['un', 'two'])
})

test('an edit of several tables publishes each event once, after its listeners have run', () => {
  const published: AppEvent[] = []
  const events = { publish: (event: AppEvent) => published.push(event), subscribe: context.events.subscribe }
  const history = new EditHistory(context.db, events, editedTables)
  history.onChange(() => expect(published).toEqual([]))
  const gone = { before: { removed: null }, after: { removed: 5 } }
  history.edit(label('Remove set one'), [
    { table: 'sets', id: 1, ...gone },
    { table: 'pictures', id: [1, 2], ...gone },
    { table: 'pictures', id: 3, ...gone },
  ])
  expect(published).toEqual([
    { type: 'library' },
    { type: 'history', history: { undo: label('Remove set one') } },
  ])
})

test('every table that edits may change has the columns described, and a key of its own', () => {
  for (const [table, { columns }] of Object.entries(editedTables)) {
    const there = context.db.prepare(`PRAGMA table_info(${table})`).all()
    expect(there.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(columns.shape)))
    expect(there.find(({ pk }) => pk)).toMatchObject({ name: 'id', type: 'INTEGER' })
  }
})

describe('a gesture', () => {
  test('of many edits is one, of any number of rows, and undone at once', async () => {
    const { history } = context
    history.edit(label('before'), [rename(2, 'two', 'zwei')])
    for (let i = 0; i < 20; i++) {
      history.edit(label(`Drag to ${i}`), [rename(1, i ? `at ${i - 1}` : 'one', `at ${i}`)], 'drag')
    }
    history.edit(label('Drag both'), [rename(2, 'zwei', 'deux')], 'drag')
    history.edit(
      label('Drag on'),
      [
        {
          table: 'sets',
          id: 1,
          before: { invert: 'auto', name: 'at 19' },
          after: { invert: 'never', name: 'end' },
        },
      ],
      'drag',
    )
    expect(names(context)).toEqual(['end', 'deux'])
    expect(await history.undo()).toMatchObject({ name: 'Drag on' })
    expect(names(context)).toEqual(['one', 'zwei'])
    expect(context.db.prepare('SELECT invert FROM sets WHERE id = 1').get()!.invert).toBe('auto')
    expect(history.state()).toEqual({ undo: label('before'), redo: label('Drag on') })
    await history.redo()
    expect(names(context)).toEqual(['end', 'deux'])
  })

  test('continues across a restart, and ends with another edit or an undo', async () => {
    context.history.edit(label('Drag'), [rename(1, 'one', 'a')], 'drag')
    const later = await context.reopen()
    const { history } = later
    history.edit(label('Drag'), [rename(1, 'a', 'b')], 'drag')
    history.edit(label('between'), [rename(2, 'two', 'zwei')])
    history.edit(label('Drag'), [rename(1, 'b', 'c')], 'drag')
    await history.undo()
    expect(names(later)).toEqual(['b', 'zwei'])
    history.edit(label('Drag'), [rename(1, 'b', 'd')], 'drag')
    await history.undo()
    await history.undo()
    expect(names(later)).toEqual(['b', 'two'])
    await history.undo()
    expect(names(later)).toEqual(['one', 'two'])
  })

  test('over very many rows is undone at once', async () => {
    const { history } = context
    history.edit(label('Brush'), [allGone], 'brush')
    history.edit(label('Brush'), [rename(1, 'one', 'eins')], 'brush')
    await history.undo()
    expect(removed(context)).toBe(0)
    expect(names(context)).toEqual(['one', 'two'])
  })

  test('that ends where it began is no edit', async () => {
    const { history } = context
    history.edit(label('before'), [rename(2, 'two', 'zwei')])
    history.edit(label('Drag'), [rename(1, 'one', 'a')], 'drag')
    history.edit(label('Drag'), [rename(1, 'a', 'one')], 'drag')
    expect(history.state()).toEqual({ undo: label('before') })
  })

  test('that is refused in the middle keeps what was done before', async () => {
    const { history } = context
    history.edit(label('Drag'), [rename(1, 'one', 'a')], 'drag')
    expect(() => history.edit(label('Drag'), [rename(1, 'z', 'b')], 'drag')).toThrow('gone or has changed')
    await history.undo()
    expect(names(context)).toEqual(['one', 'two'])
  })
})

describe('a row that an edit creates', () => {
  const notes = {
    notes: {
      columns: z.object({ text: z.string(), removed: time.nullable() }),
      created: z.object({ picture_id: z.int() }),
    },
  }
  const create = (text: string) => ({ table: 'notes', before: null, after: { picture_id: 7, text } }) as const
  const onPicture: EditLabel = { name: 'Write a note', code: 'notes.write', scope: 'picture:7' }
  const notesOf = ({ db, events }: Context) => new EditHistory(db, events, notes)
  const shown = ({ db }: Context) =>
    db
      .prepare('SELECT id, text FROM notes WHERE removed IS NULL ORDER BY id')
      .all()
      .map(({ id, text }) => `${id} ${text}`)

  beforeEach(() => {
    context.db.exec(`CREATE TABLE notes (
      id INTEGER PRIMARY KEY, picture_id INTEGER NOT NULL, text TEXT NOT NULL, removed INTEGER) STRICT`)
  })

  test('has an id, goes with undo and comes back with redo, after a new start too', async () => {
    expect(notesOf(context).edit(onPicture, [create('a'), create('b')])).toEqual([1, 2])
    expect(shown(context)).toEqual(['1 a', '2 b'])
    const later = await context.reopen()
    await notesOf(later).undo()
    expect(shown(later)).toEqual([])
    await notesOf(later).redo()
    expect(shown(later)).toEqual(['1 a', '2 b'])
  })

  test('keeps its id for itself when it is undone', async () => {
    const history = notesOf(context)
    history.edit(onPicture, [create('a')])
    await history.undo()
    expect(history.edit(onPicture, [create('b')])).toEqual([2])
    expect(shown(context)).toEqual(['2 b'])
  })

  test('is one edit with what the same gesture does to it, and with changes of other rows', async () => {
    const history = notesOf(context)
    history.edit(onPicture, [create('old')])
    const [id] = history.edit(
      onPicture,
      [{ table: 'notes', id: 1, before: { removed: null }, after: { removed: 5 } }, create('n')],
      'drawing',
    )
    history.edit(
      onPicture,
      [{ table: 'notes', id, before: { text: 'n' }, after: { text: 'new' } }],
      'drawing',
    )
    expect(shown(context)).toEqual(['2 new'])
    await history.undo()
    expect(shown(context)).toEqual(['1 old'])
    await history.redo()
    expect(shown(context)).toEqual(['2 new'])
  })

  test('is written whole or not at all', () => {
    const history = notesOf(context)
    const bad = { table: 'notes', id: 9, before: { text: 'x' }, after: { text: 'y' } } as const
    expect(() => history.edit(onPicture, [create('a'), bad])).toThrow('gone or has changed')
    const without = { table: 'notes', before: null, after: { text: 'a' } } as never
    expect(() => history.edit(onPicture, [without])).toThrow('picture_id')
    expect(context.db.prepare('SELECT count(*) AS n FROM notes').get()!.n).toBe(0)
    expect(history.state()).toEqual({})
  })
})

describe('of a long history', () => {
  /** A history that keeps less, so that a few edits are many. */
  const limited = (limits: Partial<typeof HISTORY_LIMITS>) =>
    new EditHistory(context.db, context.events, editedTables, { ...HISTORY_LIMITS, ...limits })
  let name = 'one'
  beforeEach(() => {
    name = 'one'
  })
  const renameOn = (history: EditHistory<typeof editedTables>, after = `${name}'`) => {
    history.edit(label(`to ${after}`), [rename(1, name, after)])
    name = after
  }
  const undoAll = async (history: EditHistory<typeof editedTables>) => {
    let undone = 0
    while (await history.undo()) undone++
    return undone
  }

  test('thousands of edits are kept', async () => {
    context.db.exec(`
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5003)
      INSERT INTO edits (name, code, scope, made, earlier, changes)
      SELECT 'old ' || i, 'a.b', 'library', 0, i * 2, '[]' FROM n`)
    renameOn(limited({}))
    expect(context.db.prepare('SELECT count(*) AS count FROM edits').get()!.count).toBe(5000)
    expect(context.db.prepare('SELECT name FROM edits ORDER BY id').get()!.name).toBe('old 5')
  })

  test('the oldest go where there are too many', async () => {
    const history = limited({ edits: 3 })
    for (let i = 0; i < 5; i++) renameOn(history)
    expect(await undoAll(history)).toBe(3)
    expect(names(context)).toEqual(["one''", 'two'])
  })

  test('the oldest go where they take too much, but never the last', async () => {
    const history = limited({ bytes: 1000 })
    renameOn(history)
    renameOn(history, 'x'.repeat(300))
    renameOn(history)
    // About 400 bytes of the second and 700 of the third.
    expect(await undoAll(history)).toBe(1)
    await history.redo()
    renameOn(history, 'x'.repeat(3000))
    renameOn(history, 'y'.repeat(3000))
    expect(await undoAll(history)).toBe(1)
    expect(names(context)).toEqual(['x'.repeat(3000), 'two'])
  })
})

test('an edit keeps the window that made it, and an undo says which window asked for it', async () => {
  /** Does something as in a call that comes from a window. */
  const from = <T>(window: string, next: () => T) =>
    fromWindow({ context: { reqHeaders: new Headers({ [WINDOW_HEADER]: window }) }, next })
  const { history, received } = context
  from('window-one', () => history.edit(label('Rename set one'), [rename(1, 'one', 'eins')]))
  await from('window-one', () => history.editMany(label('Remove 2,500 pictures'), allGone))
  history.edit(label('Rename set two'), [rename(2, 'two', 'zwei')])
  expect(history.state().undo?.madeBy).toBeUndefined()
  const later = await context.reopen()
  expect(await from('window-two', () => later.history.undo())).toEqual(label('Rename set two'))
  const removal = { ...label('Remove 2,500 pictures'), madeBy: 'window-one' }
  expect(await from('window-two', () => later.history.undo())).toEqual(removal)
  expect(later.history.state().redo).toEqual(removal)
  const step = { type: 'history-step', edit: removal, undone: true, by: 'window-two' }
  await vi.waitFor(() => expect(later.received).toContainEqual(step), { timeout: 20_000 })
  expect(received).not.toContainEqual(expect.objectContaining({ type: 'history-step' }))
})

test('a window that gives itself no proper name is none', () => {
  for (const name of ['', 'short', 'with space', 'x'.repeat(65)]) {
    const context = { reqHeaders: new Headers({ [WINDOW_HEADER]: name }) }
    expect(fromWindow({ context, next: callingWindow })).toBeUndefined()
  }
})
