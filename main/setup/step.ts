import type { SpawnOptions } from 'node:child_process'
import { open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { RnpError } from '../../model/errors.ts'
import { say } from '../base/output.ts'

/**
 * Runs one step by name, whose programs are started with the options it is given. Throws an engine error with the hint
 * where its exit code is not 0, an AbortError where it was stopped.
 */
export type Step = (
  name: string,
  hint: string,
  work: (options: SpawnOptions) => Promise<number>,
) => Promise<void>

/**
 * Steps that say their names and times. What their programs write goes into a file in `folder`, and is shown where one
 * fails: the lines that matter, or with `debug` all of them.
 *
 * @param signal stops the setup after the step that runs
 */
export function stepsIn(folder: string, debug: boolean, signal: AbortSignal): Step {
  const file = join(folder, 'output')
  return async (name, hint, work) => {
    say(`${name} ...`)
    const start = performance.now()
    const output = await open(file, 'w')
    try {
      const code = await work({ stdio: ['ignore', output.fd, output.fd] })
      // Before the code: npm ends with 1 on Ctrl-C.
      signal.throwIfAborted()
      if (code > 128) throw new DOMException(`${name} was stopped`, 'AbortError')
      if (code !== 0) {
        const text = await readFile(file, 'utf8')
        for (const line of debug ? text.trimEnd().split('\n') : whatMatters(text)) say(`  ${line}`)
        throw new RnpError(
          'engine/failed',
          `This step failed with code ${code}: ${name}. Nothing was installed.`,
          hint,
        )
      }
    } finally {
      await output.close()
      await rm(file)
    }
    say(`  done in ${((performance.now() - start) / 1000).toFixed(0)} s`)
  }
}

/** Lines shown of a step that failed. */
const SHOWN = 5

/** An error's message, and the system's codes of errors such as ENOTFOUND. */
const ERROR = /[Ee]rror:|failed|\bE[A-Z]{4,}\b/

/** Of what a program wrote before it failed: the last lines that name an error, the last lines where none does. */
export function whatMatters(text: string): string[] {
  const lines = text
    .split('\n')
    .map((line) => line.replace(/^npm error/, '').trim())
    .filter((line) => line && !line.startsWith('A complete log of this run'))
  const errors = lines.filter((line) => ERROR.test(line))
  return (errors.length > 0 ? errors : lines).slice(-SHOWN)
}
