// npm run setup:tensorflow [-- --from-wheel]: gets TensorFlow for the `tensorflow` backend (docs/tensorflow.md).
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { Command } from 'commander'
import { graphicsCards } from '../../model/backends/tensorflow/device.ts'
import { TFJS_VERSION, tensorflowFolder } from '../../model/backends/tensorflow/folder.ts'
import { startTensorflow } from '../../model/backends/tensorflow/index.ts'
import { findLibrary } from '../../model/backends/tensorflow/library.ts'
import { say } from '../base/output.ts'
import { npm } from '../launch/npm.mjs'
import { report } from '../terminal/errors.ts'
import { type Step, stepsIn } from './step.ts'
import { buildFromWheel, checkWheelTools } from './tensorflowWheel.ts'

interface Options {
  readonly fromWheel?: boolean
  readonly debug?: boolean
}

const COMMAND = 'npm run setup:tensorflow --'

const program = new Command(COMMAND)
  .description(`get TensorFlow for --backend tensorflow, into ${tensorflowFolder()}`)
  .option(
    '--from-wheel',
    "take it from PyPI's wheel and compile the addon, if storage.googleapis.com cannot be reached",
  )
  .option('--debug', 'show the whole output of a failing step, and the stack of any error')
  .exitOverride()
  // Errors are reported in one place, below.
  .configureOutput({ outputError: () => {} })
  .action(setup)

// A signal ends the running step and then the setup, which leaves nothing behind.
const stopped = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopped.abort())

try {
  await program.parseAsync()
} catch (error) {
  process.exitCode = report(error, {
    debug: process.argv.includes('--debug'),
    help: `${COMMAND} --help lists its options.`,
  })
}

async function setup({ fromWheel = false, debug = false }: Options): Promise<void> {
  const folder = tensorflowFolder()
  const there = findLibrary()?.path
  if (there) {
    const whole = there.startsWith(folder) ? folder : there
    return say(`Already installed: ${await load()}; delete ${whole} to reinstall it.`)
  }
  if (fromWheel) checkWheelTools()
  // It is installed in a folder beside its place and moved when complete, so that the place never holds half of it.
  const unfinished = `${folder}.${process.pid}`
  try {
    await mkdir(unfinished, { recursive: true })
    await writeFile(`${unfinished}/package.json`, JSON.stringify({ private: true }))
    const step = stepsIn(unfinished, debug, stopped.signal)
    await (fromWheel ? installFromWheel(unfinished, step) : install(unfinished, step))
    // If only the library was deleted, its folder is still there.
    await rm(folder, { recursive: true, force: true })
    await rename(unfinished, folder)
  } finally {
    await rm(unfinished, { recursive: true, force: true })
  }
  say(`${await load()}. It is in ${findLibrary()!.path}.`)
}

async function install(folder: string, step: Step): Promise<void> {
  const name = (await hasNvidiaCard()) ? 'tfjs-node-gpu' : 'tfjs-node'
  const hint =
    'The package downloads TensorFlow itself from storage.googleapis.com. If that cannot be reached, ' +
    `${COMMAND} --from-wheel takes it from PyPI (Linux on x64).`
  await step(`npm install @tensorflow/${name} (about 500 MB with TensorFlow)`, hint, (options) =>
    npm(['install', '--ignore-scripts=false', `@tensorflow/${name}@${TFJS_VERSION}`], folder, options),
  )
}

async function installFromWheel(folder: string, step: Step): Promise<void> {
  const hint = 'It needs the npm registry, from which this project was installed.'
  const packages = [`@tensorflow/tfjs-node@${TFJS_VERSION}`, 'node-api-headers@1.9.0']
  await step('npm install @tensorflow/tfjs-node without TensorFlow (30 MB)', hint, (options) =>
    npm(['install', '--ignore-scripts', ...packages], folder, options),
  )
  await buildFromWheel(folder, step)
}

/** Loads the installed library and describes it; prints why it does not run on a graphics card, if so. */
async function load(): Promise<string> {
  const { library, device, complaint } = await startTensorflow()
  if (complaint) say(complaint)
  return `${library}, computes on ${device === 'CPU' ? 'the CPU' : device}`
}

/** Whether NVIDIA's driver sees a card, on a system that tfjs-node-gpu has a build for. */
async function hasNvidiaCard(): Promise<boolean> {
  const built = process.arch === 'x64' && ['linux', 'win32'].includes(process.platform)
  return built && (await graphicsCards('name')).length > 0
}
