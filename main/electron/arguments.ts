import { statSync } from 'node:fs'
import path from 'node:path'

/**
 * The files and folders among the arguments the app was started with. Options and paths that do not exist are left out.
 *
 * @param argv without the program and, in development, without the app's own folder
 * @param cwd the folder that relative paths start from
 */
export function pathsGiven(argv: readonly string[], cwd: string): string[] {
  return argv
    .filter((argument) => argument !== '' && !argument.startsWith('-'))
    .map((argument) => path.resolve(cwd, argument))
    .filter((place) => statSync(place, { throwIfNoEntry: false }) !== undefined)
}
