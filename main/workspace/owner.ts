import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { makeFolder } from '../../model/durable.ts'
import { RnpError } from '../../model/errors.ts'
import { isSqliteError, SQLITE_BUSY } from '../base/sqliteError.ts'
import { formatTime } from './formatTime.ts'

/** The process that has a workspace open. */
export interface Owner {
  readonly pid: number
  readonly host: string
  /** ms since 1970 */
  readonly since: number
  /** Address of its page, without the token; absent if it has none. */
  readonly address?: string
}

export interface Ownership {
  /** Whether the last owner ended without releasing it. */
  readonly afterCrash: boolean
  /** Adds the address of the app's page to what others report. It must not contain the token. */
  setAddress(address: string): void
  release(): void
}

/**
 * Makes this process the only owner of the workspace. Others are kept out by a lock of the operating system on an empty
 * database, which SQLite takes on every platform. The lock ends with its process, however that ends, so a reused
 * process id cannot keep anybody out. owner.json beside it describes the owner, for people.
 *
 * @throws RnpError 'busy' that names the owner, if there is another one
 */
export function own(folder: string): Ownership {
  const about = path.join(folder, 'owner.json')
  const lock = takeLock(folder, about)
  const afterCrash = existsSync(about)
  let owner: Owner = { pid: process.pid, host: hostname(), since: Date.now() }
  const writeOwner = () => writeFileSync(about, JSON.stringify(owner))
  const release = () => {
    rmSync(about, { force: true })
    held.delete(lock)
    lock.close()
  }
  try {
    writeOwner()
  } catch (error) {
    release()
    throw error
  }
  return {
    afterCrash,
    setAddress(address) {
      owner = { ...owner, address }
      writeOwner()
    },
    release,
  }
}

/** The locks of this process. A lock that nothing refers to would be released when it is garbage-collected. */
const held = new Set<DatabaseSync>()

function takeLock(folder: string, about: string): DatabaseSync {
  makeFolder(folder)
  // The timeout waits for an owner that is just ending.
  const lock = new DatabaseSync(path.join(folder, 'owner.lock'), { timeout: 500 })
  try {
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
    held.add(lock)
    return lock
  } catch (error) {
    lock.close()
    throw isSqliteError(error, SQLITE_BUSY) ? inUse(folder, readOwner(about)) : error
  }
}

function inUse(folder: string, owner: Owner | undefined): RnpError {
  const since = owner && formatTime(new Date(owner.since))
  const who = owner
    ? `process ${owner.pid} on ${owner.host} has had it open since ${since}${owner.address ? `, at ${owner.address}` : ''}`
    : 'another process has it open'
  const hint = owner?.address
    ? `Continue in the page at ${owner.address} (the terminal it was started in shows the full address), or end that process first.`
    : 'Continue in its window, or close that first; or name another folder with --workspace.'
  return new RnpError('busy/in-use', `The workspace ${folder} is in use: ${who}.`, hint)
}

/** Reads who owns the workspace; undefined if nobody does, or the file is just being written. */
function readOwner(file: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Owner
  } catch {
    return undefined
  }
}
