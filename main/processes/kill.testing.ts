import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, onTestFailed } from 'vitest'
import { Random } from '../../model/random.ts'

/**
 * Draws the moments at which the running test kills processes. A test that fails prints the seed they were drawn from;
 * RNP_KILL_SEED set to that number draws the same moments again.
 *
 * @param latest the latest moment, ms
 */
export function killMoments(latest: number): () => number {
  const seed = seedOf(process.env.RNP_KILL_SEED)
  onTestFailed(() => console.log(`The moments of the kills were drawn from RNP_KILL_SEED=${seed}.`))
  const random = new Random(seed)
  return () => random.uniform(0, latest)
}

function seedOf(given: string | undefined): number {
  if (given === undefined) return Math.floor(Math.random() * 2 ** 31)
  if (!/^\d{1,10}$/.test(given)) throw new Error(`RNP_KILL_SEED is "${given}": give it a whole number.`)
  return Number(given)
}

/**
 * Runs a script that prints a line for each thing it has done and never ends by itself, and kills it (-9).
 *
 * @param after milliseconds from its first line to the kill
 * @returns the complete lines that it printed
 */
export async function runAndKill(script: URL, args: readonly string[], after: number): Promise<string[]> {
  const child = spawn(process.execPath, [fileURLToPath(script), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let printed = ''
  child.stdout.setEncoding('utf8').on('data', (text) => {
    printed += text
  })
  const closed = once(child, 'close')
  await Promise.race([once(child.stdout, 'data'), closed])
  await sleep(after)
  child.kill('SIGKILL')
  expect(await closed, `${script} ended by itself before it was killed`).toEqual([null, 'SIGKILL'])
  return printed.split('\n').slice(0, -1)
}
