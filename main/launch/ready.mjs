// Makes a clone ready and runs one of our scripts: node main/launch/ready.mjs <script> [arguments]. It runs on whatever
// Node a newcomer has (18 or later), before any package is installed, so it is plain JavaScript that uses Node alone.
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { withLock } from './lock.mjs'
import { npm } from './npm.mjs'
import { chooseNode, needsInstall, pinnedNode } from './packages.mjs'
import { run } from './run.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))

process.exitCode = await main(process.argv.slice(2))

/** @param {string[]} args */
async function main([script, ...args]) {
  if (!script) return complain('Usage: node main/launch/ready.mjs <script> [arguments]')
  const failed = await install()
  if (failed) return failed
  const lock = readLock('package-lock.json')
  const pinned = pinnedNode(lock, process.platform, process.arch)
  const chosen = chooseNode(pinned, pinned !== null && existsSync(join(root, pinned.program)), {
    version: process.versions.node,
    program: process.execPath,
    system: `${process.platform} on ${process.arch}`,
  })
  if ('complaint' in chosen) return complain(chosen.complaint)
  const program = resolve(root, chosen.program)
  try {
    return await run(program, [join(root, script), ...args], { env: withCompileCache() })
  } catch (error) {
    return complain(
      `${program} cannot be started (${messageOf(error)}). The packaged Node needs a system with glibc on Linux; ` +
        'elsewhere, run the script with a Node 24 or later of your own.',
    )
  }
}

/** An environment in which Node caches compiled scripts, because stripping their types takes most of a start. */
function withCompileCache() {
  const cache = process.env.NODE_COMPILE_CACHE ?? join(root, 'node_modules', '.cache', 'compiled')
  return { ...process.env, NODE_COMPILE_CACHE: cache }
}

/** Installs the packages if they do not match the lock file, in one process at a time. Returns an exit code. */
async function install() {
  if (!whyInstall()) return 0
  const lock = join(root, '.installing')
  const wait = () => {
    console.error(
      `Waiting for another process that is installing the packages (if there is none, delete ${lock}).`,
    )
  }
  try {
    return await withLock(lock, wait, installNow)
  } catch (error) {
    return complain(`The packages could not be installed: ${messageOf(error)}`)
  }
}

async function installNow() {
  const reason = whyInstall()
  if (!reason) return 0
  console.error(`Installing the packages into node_modules (npm ci), a minute or two: ${reason}.`)
  const args = [
    'ci',
    '--include=dev',
    '--include=optional',
    '--prefer-offline',
    // By default the pauses between npm's attempts add up to 70 s, which is too long without a message when offline.
    '--fetch-retry-mintimeout=1000',
    '--fetch-retry-maxtimeout=10000',
  ]
  const code = await npm(args, root)
  // Above 128 a signal ended it, which its sender knows.
  if (code === 0 || code > 128) return code
  return complain(
    `The packages could not be installed: npm ci ended with code ${code} (its message is above). It needs the ` +
      'network once, and about 800 MB of space in node_modules. Run the same command again when it has both.',
  )
}

function whyInstall() {
  const installed = join('node_modules', '.package-lock.json')
  return needsInstall(
    readLock('package-lock.json'),
    existsSync(join(root, installed)) ? readLock(installed) : null,
  )
}

/**
 * @param {string} path relative to the root
 * @returns {import('./packages.mjs').Lock}
 */
function readLock(path) {
  return JSON.parse(readFileSync(join(root, path), 'utf8'))
}

/** @param {string} message */
function complain(message) {
  console.error(message)
  return 1
}

/** @param {unknown} error */
function messageOf(error) {
  return error instanceof Error ? error.message : String(error)
}
