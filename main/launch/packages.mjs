/**
 * The part of a package-lock.json that is used here; node_modules/.package-lock.json, which npm writes after a
 * successful install, has the same form.
 *
 * @typedef {{ version?: string, integrity?: string, link?: boolean, optional?: boolean, devOptional?: boolean,
 *   os?: string | string[], cpu?: string | string[], bin?: Record<string, string> }} LockedPackage
 * @typedef {{ packages: Record<string, LockedPackage> }} Lock
 */

/**
 * Returns why the packages must be installed, or null if the installed ones match the lock file. Optional packages may
 * be absent, because most are for other systems.
 *
 * @param {Lock} lock
 * @param {Lock | null} installed null if no install has succeeded
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
        ? `${name} ${found.version} is not the build in the lock file`
        : `${name} is ${found.version}, the lock file has ${wanted.version}`
    }
  }
  return null
}

/**
 * Finds the Node for a system among the optional packages: the package's name, and the program's path relative to the
 * root. Returns null if there is none.
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

/** The oldest Node that can replace the pinned one: it runs TypeScript, and V8 vectorises to 256 bits. */
const MIN_NODE_MAJOR = 24

/**
 * Chooses the Node to run: the pinned one, or the current one if it is recent enough. Otherwise it returns a complaint
 * for people.
 *
 * @param {{ name: string, program: string } | null} pinned
 * @param {boolean} present whether the program of the pinned one is installed
 * @param {{ version: string, program: string, system: string }} current
 * @returns {{ program: string } | { complaint: string }}
 */
export function chooseNode(pinned, present, current) {
  if (pinned && present) return { program: pinned.program }
  if (Number.parseInt(current.version, 10) >= MIN_NODE_MAJOR) return { program: current.program }
  return {
    complaint: pinned
      ? `The package ${pinned.name} (Node for this project) is not installed: the optional packages were left ` +
        `out, and this Node, ${current.version}, is older than ${MIN_NODE_MAJOR}. Run: npm ci --include=optional`
      : `There is no packaged Node for ${current.system}, and this one, ${current.version}, is older than ` +
        `${MIN_NODE_MAJOR}. Install Node ${MIN_NODE_MAJOR} or later from https://nodejs.org and run this again.`,
  }
}
