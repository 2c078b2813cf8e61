import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { RnpError } from '../../model/errors.ts'
import { isSqliteError, SQLITE_BUSY } from '../base/sqliteError.ts'
import { said } from './said.ts'

/** Who has a workspace open. */
export interface Owner {
  readonly pid: number
  readonly host: string
  /** ms since 1970 */
  readonly since: number
  /** Where its page is, without the token; absent for a window. */
  readonly address?: string
}

export interface Ownership {
  /** Whether the last owner did not end as it should. */
  readonly afterCrash: boolean
  /** Adds where the page of the app is to what others are told. The address bears no token. */
  setAddress(address: string): void
  release(): void
}

/**
 * Makes this process the only one that has the workspace. What others are kept out by is a lock of the operating system
 * on a database of nothing, which SQLite takes on every platform: it goes with its process however that ends, so no
 * process number that is used again can keep anybody out. owner.json beside it says who it is, for people.
 *
 * @throws RnpError 'busy' that says who has it where somebody does
 */
export function own(folder: string): Ownership {
  const about = path.join(folder, 'owner.json')
  const lock = takeLock(folder, about)
  const afterCrash = existsSync(about)
  let owner: Owner = { pid: process.pid, host: hostname(), since: Date.now() }
  const tell = () => writeFileSync(about, JSON.stringify(owner))
  const release = () => {
    rmSync(about, { force: true })
    held.delete(lock)
    lock.close()
  }
  try {
    tell()
  } catch (error) {
    release()
    throw error
  }
  return {
    afterCrash,
    setAddress(address) {
      owner = { ...owner, address }
      tell()
    },
    release,
  }
}

/** The locks of this process. One that nothing refers to any more would be let go when its memory is collected. */
const held = new Set<DatabaseSync>()

function takeLock(folder: string, about: string): DatabaseSync {
  mkdirSync(folder, { recursive: true })
  // One that is just ending is waited for.
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
  const since = owner && said(new Date(owner.since))
  const who = owner
    ? `process ${owner.pid} on ${owner.host} has had it open since ${since}${owner.address ? `, at ${owner.address}` : ''}`
    : 'another process has it open'
  const hint = owner?.address
    ? `Go on in the page at ${owner.address} (the terminal it was started in shows the whole address), or end that process first.`
    : 'Go on in its window, or close that first; or name another folder with --workspace.'
  return new RnpError('busy/in-use', `The workspace ${folder} is in use: ${who}.`, hint)
}

/** Undefined where nobody has it, or it is just being written. */
function readOwner(file: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Owner
  } catch {
    return undefined
  }
}
