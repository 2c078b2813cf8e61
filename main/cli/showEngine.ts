import type { Command } from 'commander'
import { trials } from '../engine/choose.ts'
import { rememberedFile } from '../engine/remembered.ts'
import { isMeasured, type Trial } from '../engine/trial.ts'
import { describeBackend, describeEngine, withEngine } from './engine.ts'
import { print, say } from './output.ts'

interface Options {
  readonly again?: boolean
}

const WHEN = `
Where TensorFlow is installed, the backends are measured at first use and the figures are remembered. They are measured
anew by themselves when the processor, the graphics cards or their driver, Node, TensorFlow or this program is another,
and when the fastest does not start any more or computes on something else. What kept a backend from running may have
been mended without any of that: --again then tries it.`

/** `rnp engine`: what can compute here, and what is chosen. */
export function addShowEngine(program: Command): void {
  program
    .command('engine')
    .description('what can compute on this machine, how fast, and what is chosen')
    .option('--again', 'measure anew now')
    .addHelpText('after', WHEN)
    .action(run)
}

async function run({ again }: Options): Promise<void> {
  if (again) await trials(say, { again })
  await withEngine({ backend: 'auto' }, async (engine) => {
    print(`chosen      ${describeEngine(engine)}`)
    if (engine.trials.length === 0) {
      print('tensorflow  not installed (npm run setup:tensorflow), so there was nothing to measure')
      return
    }
    for (const trial of engine.trials) print(`${trial.backend.padEnd(12)}${inWords(trial)}`)
    print(`remembered  ${rememberedFile()}`)
  })
}

function inWords(trial: Trial): string {
  if (!isMeasured(trial)) return `does not run: ${trial.refused}`
  const { milliseconds, complaint, ...backend } = trial
  const speed = `${milliseconds.toFixed(0)} ms a training step (${describeBackend(backend)})`
  return complaint ? `${speed}. ${complaint}` : speed
}
