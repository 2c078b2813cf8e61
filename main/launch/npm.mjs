import { basename } from 'node:path'
import { run } from './run.mjs'

/**
 * Runs npm in a folder and returns its exit code. It uses the npm that started this script, if one did. If npm cannot
 * be started it prints why and returns 1.
 *
 * @param {string[]} args
 * @param {string} cwd
 * @param {import('node:child_process').SpawnOptions} [options] options of its process, such as where its output goes
 */
export async function npm(args, cwd, options) {
  const own = process.env.npm_execpath
  try {
    return own && basename(own) === 'npm-cli.js'
      ? await run(process.env.npm_node_execpath ?? process.execPath, [own, ...args], { ...options, cwd })
      : await run('npm', args, { ...options, cwd, shell: process.platform === 'win32' })
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    return 1
  }
}
