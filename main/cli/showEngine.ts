import type { Command } from 'commander'
import { print, say } from '../base/output.ts'
import { type BackendName, backends } from '../engine/backend.ts'
import { trials } from '../engine/choose.ts'
import { describeBackend, runsOn } from '../engine/describe.ts'
import { startEngine, stopEngine } from '../engine/engine.ts'
import { rememberedFile, rememberedSince } from '../engine/remembered.ts'
import { isMeasured, type Trial } from '../engine/trial.ts'

interface Options {
  readonly again?: boolean
}

const WHEN = `
Where TensorFlow is installed, the backends are measured at first use and the figures are remembered. They are measured
anew by themselves when the processor, the graphics cards or their driver, Node, TensorFlow or this program is another,
and when the fastest does not start any more or computes on something else. What kept a backend from running may have
been mended without any of that: --again then tries it. The commands that compute take another backend by --backend, or
simd on so many threads by --threads.`

/** `rnp engine`: what can compute here, and what is chosen. */
export function addShowEngine(program: Command): void {
  program
    .command('engine')
    .description('what can compute on this machine, how fast, and what is chosen')
    .option('--again', 'measure anew now')
    .addHelpText('after', WHEN)
    .action(run)
}

/** What is said of a backend that was not tried. */
const untried: Record<BackendName, string> = {
  simd: "this project's kernels; not measured, as there is nothing to choose between",
  tensorflow: 'not installed (npm run setup:tensorflow)',
  cpu: 'plain JavaScript, slow: taken where nothing else runs',
}

async function run({ again }: Options): Promise<void> {
  if (again) await trials(say, { again })
  // Without the complaints of other commands: here they stand with their backends.
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
