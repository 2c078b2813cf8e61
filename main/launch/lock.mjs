import { mkdirSync, readdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

/**
 * Waits until no other process holds the lock, takes it, does the work and lets it go. The lock is a folder with
 * one file named after its holder's process id; a holder that died is seen by that, and by nothing else: removing
 * its file cannot harm whoever takes the lock next, for that file bears another name.
 *
 * @template T
 * @param {string} folder
 * @param {() => void} onWait called once when another process holds it
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(folder, onWait, work) {
  for (let told = false; !take(folder); ) {
    if (removeDead(folder)) continue
    if (!told) onWait()
    told = true
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
    // Fails when another process took the still empty folder for a dead one's.
    const mine = join(folder, String(process.pid))
    writeFileSync(mine, '')
    // Another one may have made it again meanwhile: two names in it, and neither has it.
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
 * @returns {boolean} whether it is worth trying again at once
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
 * Whether this is a living process other than this one, which in a container may well have a dead one's number.
 *
 * @param {number} pid
 */
function isAnother(pid) {
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it lives, but belongs to someone else.
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
