import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'

/** Maximum size of all kept thumbnails, about 500,000 of small pictures. */
const MAX_BYTES = 512 * 2 ** 20
const SCHEMA_VERSION = 1

/**
 * Thumbnails by key (the hash of a picture's content, or a parse), in a file of their own that can be recreated at any
 * time. If it is damaged or missing it starts empty; when it exceeds its maximum size the oldest thumbnails are
 * removed.
 */
export class Thumbnails {
  readonly #file: string
  readonly #maxBytes: number
  #open: Open

  /** @param folder the workspace's folder */
  constructor(folder: string, maxBytes = MAX_BYTES) {
    this.#file = join(folder, 'thumbnails.db')
    this.#maxBytes = maxBytes
    this.#open = openOrRenew(this.#file)
  }

  /** Returns the thumbnails of keys; undefined if there is none. */
  get(keys: readonly string[]): (Uint8Array | undefined)[] {
    const found = this.#try(({ get }) => keys.map((key) => get.get(key)?.thumbnail as Uint8Array | undefined))
    return found ?? keys.map(() => undefined)
  }

  put(thumbnails: readonly { readonly key: string; readonly thumbnail: Uint8Array }[]): void {
    if (thumbnails.length === 0) return
    this.#try(({ db, put, pages, trim }) => {
      db.exec('BEGIN')
      for (const { key, thumbnail } of thumbnails) put.run(key, thumbnail)
      if (Number(pages.get()!.bytes) > this.#maxBytes) trim.run()
      db.exec('COMMIT')
    })
  }

  close(): void {
    this.#open.db.close()
  }

  /** If reading or writing fails, the file is recreated, because thumbnails can be made again. */
  #try<T>(work: (open: Open) => T): T | undefined {
    // A window may still make requests while the app is closing.
    if (!this.#open.db.isOpen) return undefined
    try {
      return work(this.#open)
    } catch {
      this.#open.db.close()
      removeDatabase(this.#file)
      this.#open = openOrRenew(this.#file)
    }
  }
}

interface Open {
  readonly db: DatabaseSync
  readonly get: StatementSync
  readonly put: StatementSync
  readonly pages: StatementSync
  readonly trim: StatementSync
}

function openOrRenew(file: string): Open {
  try {
    return openDatabase(file)
  } catch {
    removeDatabase(file)
  }
  try {
    return openDatabase(file)
  } catch {
    // For example because the disk is full; the thumbnails are then kept in memory.
    return openDatabase(':memory:')
  }
}

function openDatabase(file: string): Open {
  const db = new DatabaseSync(file)
  try {
    // A power failure may damage the file, which is then recreated.
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF')
    if (Number(db.prepare('PRAGMA user_version').get()!.user_version) !== SCHEMA_VERSION) {
      db.exec(`DROP TABLE IF EXISTS thumbnails;
        CREATE TABLE thumbnails (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, thumbnail BLOB NOT NULL) STRICT;
        PRAGMA user_version = ${SCHEMA_VERSION}`)
    }
    return {
      db,
      get: db.prepare('SELECT thumbnail FROM thumbnails WHERE key = ?'),
      put: db.prepare('INSERT OR IGNORE INTO thumbnails (key, thumbnail) VALUES (?, ?)'),
      pages: db.prepare(
        `SELECT (page_count - freelist_count) * page_size AS bytes
         FROM pragma_page_count(), pragma_freelist_count(), pragma_page_size()`,
      ),
      // The oldest tenth.
      trim: db.prepare(
        'DELETE FROM thumbnails WHERE id <= (SELECT min(id) + (max(id) - min(id)) / 10 FROM thumbnails)',
      ),
    }
  } catch (error) {
    db.close()
    throw error
  }
}

function removeDatabase(file: string): void {
  for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true })
}
