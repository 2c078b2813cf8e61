import type { Command } from 'commander'
import { print, say } from '../base/output.ts'
import { trials } from '../engine/choose.ts'
import { describeBackend, runsOn } from '../engine/describe.ts'
import { startEngine, stopEngine } from '../engine/engine.ts'
import { type BackendName, backends } from '../engine/names.ts'
import { rememberedFile, rememberedSince } from '../engine/remembered.ts'
import { isMeasured, type Trial } from '../engine/trial.ts'

interface Options {
  readonly again?: boolean
}

const WHEN = `
If TensorFlow is installed, the backends are measured at first use and the results are remembered. They are measured
again when the processor, a graphics card or its driver, Node, TensorFlow or this program has changed, and when the
fastest backend no longer starts or runs on something else. If you have fixed what kept a backend from running, use
--again to try it. Commands that compute accept another backend with --backend, or a number of threads for simd with
--threads.`

/** Adds `rnp engine`, which lists the backends of this machine and the one that is chosen. */
export function addShowEngine(program: Command): void {
  program
    .command('engine')
    .description('what can compute on this machine, how fast, and what is chosen')
    .option('--again', 'measure again now')
    .addHelpText('after', WHEN)
    .action(run)
}

/** Descriptions of backends that were not tried. */
const untried: Record<BackendName, string> = {
  simd: "this project's kernels; not measured, because there is nothing to choose between",
  tensorflow: 'not installed (npm run setup:tensorflow)',
  cpu: 'plain JavaScript, slow: used if nothing else runs',
}

async function run({ again }: Options): Promise<void> {
  if (again) await trials(say, { again })
  // The complaints are not printed as in other commands, because they follow in the rows of their backends.
  const engine = await startEngine({ backend: 'auto' }, say)
  await stopEngine()
  print(`chosen      ${describeBackend(engine)}`)
  for (const backend of backends) {
    const trial = engine.trials.find((trial) => trial.backend === backend)
    print(`${backend.padEnd(12)}${trial ? inWords(trial) : untried[backend]}`)
  }
  const since = engine.trials.length > 0 && (await rememberedSince())
  if (since) print(`remembered  ${rememberedFile()}, measured on ${since.toISOString().slice(0, 10)}`)
}

function inWords(trial: Trial): string {
  if (!isMeasured(trial)) return `does not run: ${trial.refused}`
  const { milliseconds, complaint } = trial
  const speed = `${milliseconds.toFixed(0)} ms a step of mnist-compact, 64 pictures (${runsOn(trial)})`
  return complaint ? `${speed}. ${complaint}` : speed
}
