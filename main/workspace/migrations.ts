/**
 * The steps that build the workspace's tables: step n takes a database from user_version n to n + 1. A released step is
 * never changed; a later version adds a further step.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE sets (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('folder', 'files', 'idx', 'zip', 'omniglot', 'glyphs')),
    path TEXT,                                -- folder or file it is read from; none for generated pictures
    dataset TEXT,                             -- 'mnist' and so on, where it is a public data set that was fetched
    invert TEXT NOT NULL DEFAULT 'auto' CHECK (invert IN ('auto', 'always', 'never')),
    notes TEXT NOT NULL DEFAULT '[]',         -- JSON: strings
    added INTEGER NOT NULL,                   -- ms since 1970, as all times
    removed INTEGER                           -- taken out of the library then; undo takes it back
  ) STRICT;

  CREATE TABLE pictures (
    id INTEGER PRIMARY KEY,
    set_id INTEGER NOT NULL REFERENCES sets (id),
    name TEXT NOT NULL,
    name_key TEXT NOT NULL DEFAULT '',        -- orders names as people do: "picture 9" before "picture 10"
    kind TEXT NOT NULL DEFAULT 'file' CHECK (kind IN ('file', 'idx', 'zip', 'glyph')),
    path TEXT NOT NULL,                       -- of the file that holds it (for glyphs: '')
    member TEXT NOT NULL DEFAULT '',          -- name inside a zip; index in an IDX file; seed, split and index of a glyph
    hash TEXT NOT NULL,                       -- SHA-256 of its encoded bytes, or of its pixels in an IDX file
    label TEXT,
    split TEXT NOT NULL CHECK (split IN ('train', 'test')),
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    ground INTEGER NOT NULL,                  -- grey of its border, 0 to 255: decides on invert 'auto'
    grey INTEGER NOT NULL,                    -- 1: it has no colours
    missing INTEGER NOT NULL DEFAULT 0,
    added INTEGER NOT NULL,
    removed INTEGER,
    UNIQUE (set_id, path, member)
  ) STRICT;
  CREATE INDEX pictures_by_set ON pictures (set_id, removed, id);
  CREATE INDEX pictures_by_label ON pictures (removed, label, id, set_id);
  CREATE INDEX pictures_counted ON pictures (set_id, removed, label, split, missing);
  CREATE INDEX pictures_by_hash ON pictures (hash);
  CREATE INDEX pictures_by_name ON pictures (removed, name_key, id, set_id);

  CREATE TABLE skipped (
    set_id INTEGER NOT NULL REFERENCES sets (id),
    job_id INTEGER,
    file TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (set_id, file)
  ) STRICT;

  CREATE TABLE jobs (
    id INTEGER PRIMARY KEY,
    record TEXT NOT NULL,                     -- JSON: Job of the contract
    dismissed INTEGER NOT NULL DEFAULT 0
  ) STRICT;

  CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    state TEXT NOT NULL,                      -- RunState of the contract
    preset TEXT NOT NULL,
    config TEXT NOT NULL,                     -- JSON: RnpConfig
    settings TEXT NOT NULL,                   -- JSON: TrainingSettings
    data TEXT NOT NULL,                       -- in words
    pictures INTEGER NOT NULL,
    folder TEXT NOT NULL,                     -- below the workspace's folder
    from_model INTEGER,
    engine TEXT,                              -- what it computes on, in words
    error TEXT,                               -- JSON
    created INTEGER NOT NULL,
    removed INTEGER
  ) STRICT;

  CREATE TABLE models (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('shipped', 'run', 'opened')),
    run_id INTEGER REFERENCES runs (id),
    path TEXT NOT NULL UNIQUE,                -- a checkpoint's or a run's folder
    described TEXT NOT NULL,                  -- JSON: what its checkpoint said of itself when it was last read
    created INTEGER NOT NULL,
    removed INTEGER
  ) STRICT;

  CREATE TABLE parses (
    id INTEGER PRIMARY KEY,
    picture_id INTEGER NOT NULL REFERENCES pictures (id),
    model_id INTEGER NOT NULL REFERENCES models (id),
    checkpoint TEXT NOT NULL,                 -- SHA-256 of the weights that made it: a run's best may change
    mse REAL NOT NULL,
    milliseconds REAL NOT NULL,
    mapping TEXT NOT NULL,                    -- JSON: Mapping of the contract
    created INTEGER NOT NULL,
    removed INTEGER,
    file BLOB NOT NULL                        -- parseFile.ts, packed; last, so that the rest is read without it
  ) STRICT;
  CREATE INDEX parses_by_picture ON parses (picture_id, model_id, id);
  CREATE INDEX parses_by_model ON parses (model_id, removed, picture_id, id, mse);

  CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

  CREATE TABLE edits (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,                       -- in words: "Remove set my-pictures"
    changes TEXT NOT NULL,                    -- JSON: rows before and after (history.ts)
    undone INTEGER NOT NULL DEFAULT 0,
    made INTEGER NOT NULL
  ) STRICT;
  `,
  // The indices cover only pictures that are in the library, so that removing many writes half as much. They keep the
  // column `removed`, because with it SQLite recognises that they are in the requested order.
  `
  DROP INDEX pictures_by_set;
  DROP INDEX pictures_by_label;
  DROP INDEX pictures_counted;
  DROP INDEX pictures_by_name;
  CREATE INDEX pictures_by_set ON pictures (set_id, removed, id) WHERE removed IS NULL;
  CREATE INDEX pictures_by_label ON pictures (removed, label, id, set_id) WHERE removed IS NULL;
  CREATE INDEX pictures_counted ON pictures (set_id, removed, label, split, missing) WHERE removed IS NULL;
  CREATE INDEX pictures_by_name ON pictures (removed, name_key, id, set_id) WHERE removed IS NULL;
  `,
  // Orders the wall by error: the index holds parses in that order, so that none is looked up for each picture.
  `
  CREATE INDEX parses_by_error ON parses (model_id, removed, mse, picture_id, id) WHERE removed IS NULL;
  `,
  // Errors that were stored before errors had codes get one of their kind.
  `
  UPDATE jobs SET record = json_set(record, '$.job.error.code', (record ->> '$.job.error.kind') || '/failed')
    WHERE record ->> '$.job.error.kind' IS NOT NULL;
  UPDATE runs SET error = json_set(error, '$.code', (error ->> '$.kind') || '/failed')
    WHERE error ->> '$.kind' IS NOT NULL;
  `,
  // Edits get a code and a scope. The large column, `changes`, comes last, so that the others are read without it. For
  // older edits the code is derived from what they change.
  `
  CREATE TABLE labelled (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,                       -- in words: "Remove set my-pictures"
    code TEXT NOT NULL,                       -- what kind of edit: 'library.remove-set'
    scope TEXT NOT NULL,                      -- what it belongs to: 'library', 'picture:12'
    gesture TEXT,                             -- what it is one of several edits of, where it may be
    undone INTEGER NOT NULL DEFAULT 0,
    made INTEGER NOT NULL,
    earlier INTEGER NOT NULL,                 -- bytes of the changes of all edits before it: which ones are too much
    changes TEXT NOT NULL                     -- JSON: rows before and after (history/edits.ts)
  ) STRICT;
  INSERT INTO labelled (id, name, code, scope, undone, made, earlier, changes)
  SELECT id, name,
    CASE changes ->> '$[0].table'
      WHEN 'runs' THEN iif(changes ->> '$[0].after.name' IS NULL, 'runs.remove', 'runs.rename')
      WHEN 'models' THEN 'models.forget'
      WHEN 'parses' THEN 'parses.remove'
      WHEN 'pictures' THEN 'library.remove-pictures'
      ELSE CASE
        WHEN changes ->> '$[0].after.name' IS NOT NULL THEN 'library.rename-set'
        WHEN changes ->> '$[0].after.invert' IS NOT NULL THEN 'library.set-invert'
        ELSE 'library.remove-set'
      END
    END,
    CASE changes ->> '$[0].table' WHEN 'runs' THEN 'runs' WHEN 'models' THEN 'models' ELSE 'library' END,
    undone, made, sum(octet_length(changes)) OVER (ORDER BY id) - octet_length(changes), changes
  FROM edits;
  DROP TABLE edits;
  ALTER TABLE labelled RENAME TO edits;
  CREATE INDEX edits_in_order ON edits (undone, id);
  CREATE INDEX edits_by_bytes ON edits (earlier);
  `,
  // Picture formats are added in code alone (model/data/formats), so the tables accept any name of one. Both are rebuilt,
  // because SQLite cannot drop a constraint.
  `
  CREATE TABLE sets_of_any_kind (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,                       -- name of its format (model/data/formats), maybe of a newer version's
    path TEXT,                                -- folder or file it is read from; none for generated pictures
    dataset TEXT,                             -- 'mnist' and so on, where it is a public data set that was fetched
    invert TEXT NOT NULL DEFAULT 'auto' CHECK (invert IN ('auto', 'always', 'never')),
    notes TEXT NOT NULL DEFAULT '[]',         -- JSON: strings
    added INTEGER NOT NULL,                   -- ms since 1970, as all times
    removed INTEGER                           -- taken out of the library then; undo takes it back
  ) STRICT;
  INSERT INTO sets_of_any_kind (id, name, kind, path, dataset, invert, notes, added, removed)
  SELECT id, name, kind, path, dataset, invert, notes, added, removed FROM sets;
  DROP TABLE sets;
  ALTER TABLE sets_of_any_kind RENAME TO sets;

  CREATE TABLE pictures_of_any_kind (
    id INTEGER PRIMARY KEY,
    set_id INTEGER NOT NULL REFERENCES sets (id),
    name TEXT NOT NULL,
    name_key TEXT NOT NULL DEFAULT '',        -- orders names as people do: "picture 9" before "picture 10"
    kind TEXT NOT NULL DEFAULT 'file',        -- how it is read: name of a format's kind of pictures
    path TEXT NOT NULL,                       -- of the file that holds it (of generated pictures: '')
    member TEXT NOT NULL DEFAULT '',          -- what tells it from the others of its file, as its kind has it
    hash TEXT NOT NULL,                       -- SHA-256 of its encoded bytes, or of its pixels where it has no encoding
    label TEXT,
    split TEXT NOT NULL CHECK (split IN ('train', 'test')),
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    ground INTEGER NOT NULL,                  -- grey of its border, 0 to 255: decides on invert 'auto'
    grey INTEGER NOT NULL,                    -- 1: it has no colours
    missing INTEGER NOT NULL DEFAULT 0,
    added INTEGER NOT NULL,
    removed INTEGER,
    UNIQUE (set_id, path, member)
  ) STRICT;
  INSERT INTO pictures_of_any_kind (id, set_id, name, name_key, kind, path, member, hash, label, split, width, height,
    ground, grey, missing, added, removed)
  SELECT id, set_id, name, name_key, kind, path, member, hash, label, split, width, height,
    ground, grey, missing, added, removed FROM pictures;
  DROP TABLE pictures;
  ALTER TABLE pictures_of_any_kind RENAME TO pictures;
  CREATE INDEX pictures_by_set ON pictures (set_id, removed, id) WHERE removed IS NULL;
  CREATE INDEX pictures_by_label ON pictures (removed, label, id, set_id) WHERE removed IS NULL;
  CREATE INDEX pictures_counted ON pictures (set_id, removed, label, split, missing) WHERE removed IS NULL;
  CREATE INDEX pictures_by_hash ON pictures (hash);
  CREATE INDEX pictures_by_name ON pictures (removed, name_key, id, set_id) WHERE removed IS NULL;
  `,
  // The latest parse of a picture has one meaning everywhere: it is by the model's weights as they are now, and of the
  // picture as light and dark are now. As long as no set's `invert` has changed, all parses are of that, and none of their
  // pictures is looked at, which takes several times as long.
  `
  ALTER TABLE parses ADD COLUMN inverted INTEGER AS (mapping ->> 'inverted') VIRTUAL;
  ALTER TABLE sets ADD COLUMN invert_changed INTEGER NOT NULL DEFAULT 0;
  -- Not by an import, which finds out what a set is before it has pictures.
  CREATE TRIGGER sets_invert_changed AFTER UPDATE OF invert ON sets
    WHEN new.invert <> old.invert AND EXISTS (SELECT 1 FROM pictures WHERE set_id = new.id)
  BEGIN
    UPDATE sets SET invert_changed = 1 WHERE id = new.id;
  END;

  -- Whether light and dark of a picture are inverted, by what its set says or by its border.
  CREATE VIEW inversions AS
    SELECT pictures.id AS picture_id,
      CASE sets.invert WHEN 'auto' THEN ground >= 128 ELSE sets.invert = 'always' END AS inverted
    FROM pictures JOIN sets ON sets.id = set_id;
  UPDATE sets SET invert_changed = 1 WHERE id IN (
    SELECT set_id FROM parses JOIN inversions USING (picture_id) JOIN pictures ON pictures.id = picture_id
    WHERE parses.inverted IS NOT inversions.inverted);

  -- Parses by the weights that their model has now, of pictures as they are inverted now.
  CREATE VIEW current_parses AS
    SELECT parses.id AS id, picture_id, model_id, mse
    FROM models CROSS JOIN parses ON model_id = models.id AND checkpoint = described ->> 'weights'
    WHERE parses.removed IS NULL AND (
      NOT EXISTS (SELECT 1 FROM sets WHERE invert_changed = 1)
      OR parses.inverted = (SELECT inverted FROM inversions WHERE inversions.picture_id = parses.picture_id));

  -- The newest of each picture and model.
  CREATE VIEW latest_parses AS
    SELECT id, picture_id, model_id, mse FROM current_parses AS parse
    WHERE NOT EXISTS (
      SELECT 1 FROM current_parses AS newer
      WHERE newer.picture_id = parse.picture_id AND newer.model_id = parse.model_id AND newer.id > parse.id);

  DROP INDEX parses_by_model;
  DROP INDEX parses_by_error;
  CREATE INDEX parses_by_model ON parses (model_id, checkpoint, removed, picture_id, id, inverted, mse)
    WHERE removed IS NULL;
  CREATE INDEX parses_by_error ON parses (model_id, checkpoint, removed, mse, picture_id, id, inverted)
    WHERE removed IS NULL;
  `,
  // Several windows share one history: an undo says whose edit it was.
  `
  ALTER TABLE edits ADD COLUMN window TEXT;   -- id of the window that made it; none for the app and the command line
  `,
]
