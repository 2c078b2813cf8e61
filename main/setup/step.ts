import type { SpawnOptions } from 'node:child_process'
import { open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { RnpError } from '../../model/errors.ts'
import { say } from '../base/output.ts'

/**
 * Runs one named step. `work` starts its programs with the given options and resolves with their exit code.
 *
 * @throws RnpError 'engine' with the hint if the exit code is not 0; an AbortError if the step was stopped
 */
export type Step = (
  name: string,
  hint: string,
  work: (options: SpawnOptions) => Promise<number>,
) => Promise<void>

/**
 * Returns a function that runs steps and prints their names and times. The output of their programs goes to a file in
 * `folder`; if a step fails, the lines that matter are shown, or with `debug` all of them.
 *
 * @param signal stops the setup after the running step
 */
export function stepsIn(folder: string, debug: boolean, signal: AbortSignal): Step {
  const file = join(folder, 'output')
  return async (name, hint, work) => {
    say(`${name} ...`)
    const start = performance.now()
    const output = await open(file, 'w')
    try {
      const code = await work({ stdio: ['ignore', output.fd, output.fd] })
      // Checked before the code, because npm exits with 1 on Ctrl-C.
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

/** How many lines of a failed step's output are shown. */
const MAX_SHOWN_LINES = 5

/** Matches an error's message, and system error codes such as ENOTFOUND. */
const ERROR = /[Ee]rror:|failed|\bE[A-Z]{4,}\b/

/** Picks the last lines of a failed program's output that name an error, or the last lines if none does. */
export function whatMatters(text: string): string[] {
  const lines = text
    .split('\n')
    .map((line) => line.replace(/^npm error/, '').trim())
    .filter((line) => line && !line.startsWith('A complete log of this run'))
  const errors = lines.filter((line) => ERROR.test(line))
  return (errors.length > 0 ? errors : lines).slice(-MAX_SHOWN_LINES)
}
