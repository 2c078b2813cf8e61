import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { backup, type DatabaseSync } from 'node:sqlite'
import { connectToRead, damageOf } from './connect.ts'

/** How many copies are kept. */
const MAX_BACKUPS = 3
const ALL_PAGES = 2 ** 31 - 1

/** Lists the complete copies of a workspace's database in its folder, newest first. */
function listBackups(folder: string): string[] {
  const backups = path.join(folder, 'backups')
  if (!existsSync(backups)) return []
  const names = readdirSync(backups).filter((name) => /^workspace-[\dTZ-]+\.db$/.test(name))
  return names
    .sort()
    .reverse()
    .map((name) => path.join(backups, name))
}

/** Whether there is a copy of a workspace's database, damaged or not. */
export function hasBackups(folder: string): boolean {
  return listBackups(folder).length > 0
}

/** Whether the database file has changed since it was last copied. */
export function needsBackup(folder: string, file: string): boolean {
  const [newest] = listBackups(folder)
  if (!newest) return true
  const changed = [file, `${file}-wal`].map((name) => {
    const found = statSync(name, { throwIfNoEntry: false })
    // A process that has only read the database leaves an empty log behind.
    return found && found.size > 0 ? found.mtimeMs : 0
  })
  return Math.max(...changed) > statSync(newest).mtimeMs
}

/**
 * Copies the database as it is now while the app keeps working with it: over a connection of its own, in one step on
 * another thread. (Over the app's connection, a write between two steps can make the copy fail.)
 */
export async function backUp(file: string, folder: string): Promise<void> {
  const temporary = begin(folder)
  const db = connectToRead(file)
  try {
    await backup(db, temporary, { rate: ALL_PAGES })
    finish(folder, temporary)
  } finally {
    db.close()
    remove(temporary)
  }
}

/** Copies the database synchronously, before anything else can happen. */
export function backUpNow(db: DatabaseSync, folder: string): void {
  const temporary = begin(folder)
  try {
    db.prepare('VACUUM INTO ?').run(temporary)
    finish(folder, temporary)
  } finally {
    remove(temporary)
  }
}

/** Restores the newest undamaged copy. Returns when it was made; undefined if there is none. */
export function restoreNewest(folder: string, file: string): Date | undefined {
  for (const copy of listBackups(folder)) {
    if (!isWhole(copy)) continue
    const temporary = `${file}.tmp`
    copyFileSync(copy, temporary)
    renameSync(temporary, file)
    return statSync(copy).mtime
  }
  return undefined
}

function isWhole(file: string): boolean {
  try {
    const db = connectToRead(file)
    try {
      return damageOf(db, 'full') === undefined
    } finally {
      db.close()
    }
  } catch {
    return false
  }
}

/** Removes what an unfinished copy has left. @returns the temporary file to write the next copy to */
function begin(folder: string): string {
  const backups = path.join(folder, 'backups')
  mkdirSync(backups, { recursive: true })
  const temporary = path.join(backups, 'workspace.tmp')
  remove(temporary)
  return temporary
}

/** Removes an unfinished copy, which may have filled the disk. */
function remove(temporary: string): void {
  for (const end of ['', '-journal', '-wal', '-shm']) rmSync(temporary + end, { force: true })
}

function finish(folder: string, temporary: string): void {
  const time = new Date().toISOString().replaceAll(/[:.]/g, '-')
  renameSync(temporary, path.join(folder, 'backups', `workspace-${time}.db`))
  for (const old of listBackups(folder).slice(MAX_BACKUPS)) rmSync(old, { force: true })
}
