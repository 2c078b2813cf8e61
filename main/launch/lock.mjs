import { mkdirSync, readdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

/**
 * Waits until no other process holds the lock, takes it, does the work and releases it. The lock is a folder with one
 * file, which is named after its holder's process id. A dead holder is recognised by that id alone, and removing its
 * file cannot harm the next holder, whose file has another name.
 *
 * @template T
 * @param {string} folder
 * @param {() => void} onWait called once when another process holds it
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(folder, onWait, work) {
  for (let isWaiting = false; !take(folder); ) {
    if (removeDead(folder)) continue
    if (!isWaiting) onWait()
    isWaiting = true
    await setTimeout(200)
  }
  try {
    return await work()
  } finally {
    rmSync(join(folder, String(process.pid)), { force: true })
    removeIfEmpty(folder)
  }
}

/** @param {string} folder */
function take(folder) {
  try {
    mkdirSync(folder)
    // This fails if another process has removed the still empty folder as that of a dead one.
    const mine = join(folder, String(process.pid))
    writeFileSync(mine, '')
    // Another process may have made it again meanwhile; with two files in it, neither process holds the lock.
    if (readdirSync(folder).length === 1) return true
    rmSync(mine, { force: true })
    return false
  } catch (error) {
    if (isCode(error, 'EEXIST') || isCode(error, 'ENOENT')) return false
    throw error
  }
}

/**
 * @param {string} folder
 * @returns {boolean} whether the lock can be tried again at once
 */
function removeDead(folder) {
  try {
    const holders = readdirSync(folder)
    if (holders.some((pid) => isAnother(Number(pid)))) return false
    for (const pid of holders) rmSync(join(folder, pid), { force: true })
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error
  }
  removeIfEmpty(folder)
  return true
}

/** @param {string} folder */
function removeIfEmpty(folder) {
  try {
    rmdirSync(folder)
  } catch (error) {
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].some((code) => isCode(error, code))) throw error
  }
}

/**
 * Whether an id belongs to a living process other than this one. In a container this process may well have the id of a
 * dead holder.
 *
 * @param {number} pid
 */
function isAnother(pid) {
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it is alive, but belongs to another user.
    return isCode(error, 'EPERM')
  }
}

/**
 * @param {unknown} error
 * @param {string} code
 */
function isCode(error, code) {
  return error instanceof Error && 'code' in error && error.code === code
}
