/**
 * The part of a package-lock.json that is used here; node_modules/.package-lock.json, which npm writes after a
 * successful install, has the same form.
 *
 * @typedef {{ version?: string, integrity?: string, link?: boolean, optional?: boolean, devOptional?: boolean,
 *   os?: string | string[], cpu?: string | string[], bin?: Record<string, string> }} LockedPackage
 * @typedef {{ packages: Record<string, LockedPackage> }} Lock
 */

/**
 * Why the packages must be installed, or null when what is installed is what the lock file says. Optional packages
 * may be absent: most are for other systems.
 *
 * @param {Lock} lock
 * @param {Lock | null} installed null when no install has ended well
 * @returns {string | null}
 */
export function needsInstall(lock, installed) {
  if (installed === null) return 'they are not installed yet'
  for (const [path, wanted] of Object.entries(lock.packages)) {
    const found = installed.packages[path]
    const name = path.replace(/^.*node_modules\//, '')
    if (path === '' || (!found && (wanted.optional || wanted.devOptional))) continue
    if (!found) return `${name} ${wanted.version} is missing`
    if (found.version !== wanted.version || found.integrity !== wanted.integrity) {
      return found.version === wanted.version
        ? `${name} ${found.version} is another build than the lock file's`
        : `${name} is ${found.version}, the lock file has ${wanted.version}`
    }
  }
  return null
}

/**
 * The Node among the optional packages for a system: its package's path and its program's, relative to the root;
 * null when there is none for it.
 *
 * @param {Lock} lock
 * @param {string} platform as process.platform
 * @param {string} arch as process.arch
 * @returns {{ name: string, program: string } | null}
 */
export function pinnedNode(lock, platform, arch) {
  for (const [path, { os, cpu, bin }] of Object.entries(lock.packages)) {
    if (bin?.node && [os].flat().includes(platform) && [cpu].flat().includes(arch)) {
      return { name: path.replace(/^.*node_modules\//, ''), program: `${path}/${bin.node}` }
    }
  }
  return null
}

/** The oldest Node that can stand in for the pinned one: it runs TypeScript, and V8 vectorises to 256 bits. */
const OLDEST = 24

/**
 * Which Node to run: the pinned one, else the current one when it is recent enough, else what to tell the user.
 *
 * @param {{ name: string, program: string } | null} pinned
 * @param {boolean} present whether the pinned one's program is on disk
 * @param {{ version: string, program: string, system: string }} current
 * @returns {{ program: string } | { complaint: string }}
 */
export function chooseNode(pinned, present, current) {
  if (pinned && present) return { program: pinned.program }
  if (Number.parseInt(current.version, 10) >= OLDEST) return { program: current.program }
  return {
    complaint: pinned
      ? `The package ${pinned.name} (Node for this project) is not installed: the optional packages were left ` +
        `out, and this Node, ${current.version}, is older than ${OLDEST}. Run: npm ci --include=optional`
      : `There is no packaged Node for ${current.system}, and this one, ${current.version}, is older than ` +
        `${OLDEST}. Install Node ${OLDEST} or later from https://nodejs.org and run this again.`,
  }
}
