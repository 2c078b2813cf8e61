import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { expect, it, onTestFinished } from 'vitest'
import { migrations } from './migrations.ts'
import { openWorkspace } from './open.ts'

/** The last version whose tables named the formats they took. */
const OF_FIXED_KINDS = 5

/** A workspace with `rows` in it, whose tables have gone from one version to the next. */
async function broughtOn(version: number, rows: string): Promise<{ before: Kept; db: DatabaseSync }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'rnp-migrations-'))
  const earlier = openWorkspace(folder, migrations.slice(0, version))
  earlier.db.exec(rows)
  const before = keptIn(earlier.db)
  await earlier.close()
  const { db, close } = openWorkspace(folder, migrations.slice(0, version + 1))
  onTestFinished(async () => {
    await close()
    rmSync(folder, { recursive: true })
  })
  return { before, db }
}

type Kept = ReturnType<typeof keptIn>

/** All that hangs on sets and pictures. */
function keptIn(db: DatabaseSync) {
  const all = (sql: string) => db.prepare(sql).all()
  return {
    sets: all('SELECT * FROM sets ORDER BY id'),
    pictures: all('SELECT * FROM pictures ORDER BY id'),
    skipped: all('SELECT * FROM skipped'),
    parses: all('SELECT * FROM parses ORDER BY id'),
    indices: all(
      "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name IN ('sets', 'pictures') ORDER BY name",
    ),
    columns: ['sets', 'pictures'].map((table) => all(`PRAGMA table_info(${table})`)),
    references: ['pictures', 'skipped', 'parses'].map((table) => all(`PRAGMA foreign_key_list(${table})`)),
  }
}

const rows = `
  INSERT INTO sets (id, name, kind, path, dataset, invert, notes, added, removed) VALUES
    (3, 'digits', 'idx', '/digits', 'mnist', 'never', '["a note"]', 1, NULL),
    (7, 'glyphs', 'glyphs', NULL, NULL, 'always', '[]', 2, 99);
  INSERT INTO pictures (id, set_id, name, name_key, kind, path, member, hash, label, split, width, height, ground, grey,
    missing, added, removed) VALUES
    (11, 3, 't10k 0', 'k', 'idx', '/digits/t10k', '0', 'h', '7', 'test', 28, 28, 0, 1, 1, 5, NULL),
    (12, 7, 'train 0', 'k', 'glyph', '', '0 train 0', 'i', NULL, 'train', 28, 28, 0, 1, 0, 6, 99);
  INSERT INTO skipped (set_id, file, reason) VALUES (3, 'x', 'empty');
  INSERT INTO models (id, name, kind, path, created, described) VALUES (1, 'm', 'opened', 'm', 0, '{}');
  INSERT INTO parses (id, picture_id, model_id, checkpoint, mse, milliseconds, mapping, created, file)
    VALUES (21, 11, 1, 'c', 0.5, 1, '{}', 0, x'01');`

/** The SQL with which this version adds a set of a format. */
const newSet = (kind: string, invert = 'auto') => {
  return `INSERT INTO sets (name, kind, invert, added) VALUES ('new', '${kind}', '${invert}', 0)`
}

it('sets and pictures keep their rows, ids, indices and references when their tables take formats of any name', async () => {
  const { before, db } = await broughtOn(OF_FIXED_KINDS, rows)
  const after = keptIn(db)
  expect(after.pictures).toHaveLength(2)
  expect(after).toEqual(before)
  expect(db.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' })
})

it('a set of a format of any name is taken, and what else the tables refuse is refused as before', async () => {
  const { db } = await broughtOn(OF_FIXED_KINDS, rows)
  db.exec(newSet('npy'))
  expect(() => db.exec(newSet('npy', 'sometimes'))).toThrow(/CHECK/)
  expect(() => db.exec('DELETE FROM sets WHERE id = 3')).toThrow(/FOREIGN KEY/)
  expect(() => db.exec('DELETE FROM pictures WHERE id = 11')).toThrow(/FOREIGN KEY/)
  expect(() => db.exec('UPDATE pictures SET set_id = 99')).toThrow(/FOREIGN KEY/)
})

it('before that, the tables refused every format they did not know', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'rnp-migrations-'))
  const { db, close } = openWorkspace(folder, migrations.slice(0, OF_FIXED_KINDS))
  expect(() => db.exec(newSet('npy'))).toThrow(/CHECK/)
  await close()
  rmSync(folder, { recursive: true })
})
