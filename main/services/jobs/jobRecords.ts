import type { DatabaseSync } from 'node:sqlite'
import type { Job } from '../../contract/jobs.ts'
import { transaction } from '../../workspace/transaction.ts'

export interface SkippedFile {
  readonly file: string
  readonly reason: string
}

/** A job as it is stored, with the files it skipped if it has no set to store them with. */
export interface JobRecord {
  job: Job
  files: SkippedFile[]
}

/** The table of jobs, and that of skipped files. */
export class JobRecords {
  readonly #db: DatabaseSync

  constructor(db: DatabaseSync) {
    this.#db = db
  }

  /** Reads all jobs that have not been dismissed, oldest first. */
  read(): JobRecord[] {
    const rows = this.#db.prepare('SELECT record FROM jobs WHERE dismissed = 0 ORDER BY id').all()
    return rows.map(({ record }) => JSON.parse(String(record)) as JobRecord)
  }

  /** Writes a new job, with an id that is never used again. */
  add(job: Omit<Job, 'id'>): JobRecord {
    const { lastInsertRowid } = this.#db.prepare("INSERT INTO jobs (record) VALUES ('')").run()
    const record: JobRecord = { job: { ...job, id: Number(lastInsertRowid) }, files: [] }
    this.write(record)
    return record
  }

  write(record: JobRecord): void {
    this.#db.prepare('UPDATE jobs SET record = ? WHERE id = ?').run(JSON.stringify(record), record.job.id)
  }

  dismiss(id: number): void {
    this.#db.prepare('UPDATE jobs SET dismissed = 1 WHERE id = ?').run(id)
  }

  /** Stores the files that a job skipped: with its set, or with itself. */
  skip(record: JobRecord, files: readonly SkippedFile[]): void {
    const { id, setId } = record.job
    if (setId === undefined) {
      record.files.push(...files)
      return
    }
    const insert = this.#db.prepare(
      'INSERT OR REPLACE INTO skipped (set_id, job_id, file, reason) VALUES (?, ?, ?, ?)',
    )
    transaction(this.#db, () => {
      for (const { file, reason } of files) insert.run(setId, id, file, reason)
    })
  }

  /** Reads the files that a job, or all imports of a set, have skipped. */
  skipped({ id, setId }: { id?: number; setId?: number }): SkippedFile[] {
    const [where, value] = id !== undefined ? ['job_id', id] : ['set_id', setId ?? null]
    const kept = this.#db
      .prepare(`SELECT file, reason FROM skipped WHERE ${where} = ? ORDER BY file`)
      .all(value) as unknown as SkippedFile[]
    if (id === undefined) return kept.map(({ file, reason }) => ({ file, reason }))
    const row = this.#db.prepare('SELECT record FROM jobs WHERE id = ?').get(id)
    const own = row ? (JSON.parse(String(row.record)) as JobRecord).files : []
    return [...own, ...kept].map(({ file, reason }) => ({ file, reason }))
  }
}
