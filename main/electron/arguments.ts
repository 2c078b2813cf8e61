import { statSync } from 'node:fs'
import path from 'node:path'

/**
 * The files and folders among what the app was started with; options, and what is not there, are left out.
 *
 * @param argv of the app: without the program, and without the app's own folder in development
 * @param cwd where it was started
 */
export function pathsGiven(argv: readonly string[], cwd: string): string[] {
  return argv
    .filter((argument) => argument !== '' && !argument.startsWith('-'))
    .map((argument) => path.resolve(cwd, argument))
    .filter((place) => statSync(place, { throwIfNoEntry: false }) !== undefined)
}
