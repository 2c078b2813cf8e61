// npm run setup:tensorflow [-- --from-wheel]: gets TensorFlow for the `tensorflow` backend (docs/tensorflow.md).
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { Command } from 'commander'
import { graphicsCards } from '../../model/backends/tensorflow/device.ts'
import { TFJS_VERSION, tensorflowFolder } from '../../model/backends/tensorflow/folder.ts'
import { startTensorflow } from '../../model/backends/tensorflow/index.ts'
import { findLibrary } from '../../model/backends/tensorflow/library.ts'
import { RnpError } from '../../model/errors.ts'
import { report } from '../cli/errors.ts'
import { say } from '../cli/output.ts'
import { npm } from '../launch/npm.mjs'
import { buildFromWheel, checkWheelTools } from './tensorflowWheel.ts'

const program = new Command('setup:tensorflow')
  .option('--from-wheel', "build it against the library in PyPI's wheel", false)
  .exitOverride()
  // Errors are reported in one place, below.
  .configureOutput({ outputError: () => {} })
  .action(setup)

try {
  await program.parseAsync()
} catch (error) {
  process.exitCode = report(error, false)
}

async function setup({ fromWheel }: { fromWheel: boolean }): Promise<void> {
  if (findLibrary()) return describe()
  if (fromWheel) checkWheelTools()
  // Installed beside its place and moved there when whole: what is in the place is never half done.
  const folder = tensorflowFolder()
  const unfinished = `${folder}.${process.pid}`
  try {
    await mkdir(unfinished, { recursive: true })
    await writeFile(`${unfinished}/package.json`, JSON.stringify({ private: true }))
    await (fromWheel ? installFromWheel(unfinished) : install(unfinished))
    // Where somebody deleted the library alone, its folder is still there.
    await rm(folder, { recursive: true, force: true })
    await rename(unfinished, folder)
  } finally {
    await rm(unfinished, { recursive: true, force: true })
  }
  await describe()
}

async function install(folder: string): Promise<void> {
  const name = (await hasNvidiaCard()) ? 'tfjs-node-gpu' : 'tfjs-node'
  const hint =
    'The package gets TensorFlow itself from storage.googleapis.com. Where that cannot be reached, ' +
    'npm run setup:tensorflow -- --from-wheel takes it from PyPI (Linux on x64).'
  await step(`npm install @tensorflow/${name} (some 500 MB with TensorFlow)`, hint, () =>
    npm(['install', '--ignore-scripts=false', `@tensorflow/${name}@${TFJS_VERSION}`], folder),
  )
}

async function installFromWheel(folder: string): Promise<void> {
  const hint = 'It needs the npm registry, which npm install of this project reached.'
  const packages = [`@tensorflow/tfjs-node@${TFJS_VERSION}`, 'node-api-headers@1.9.0']
  await step('npm install @tensorflow/tfjs-node without TensorFlow (30 MB)', hint, () =>
    npm(['install', '--ignore-scripts', ...packages], folder),
  )
  await buildFromWheel(folder, step)
}

/**
 * Runs one step, saying its name and time. Throws an engine error with the hint where its exit code is not 0, an
 * AbortError where a signal ended it.
 */
async function step(name: string, hint: string, work: () => Promise<number>): Promise<void> {
  say(`${name} ...`)
  const start = performance.now()
  const code = await work()
  if (code > 128) throw new DOMException(`${name} was stopped`, 'AbortError')
  if (code !== 0) {
    throw new RnpError('engine', `This step failed with code ${code}: ${name}. Nothing was installed.`, hint)
  }
  say(`  done in ${((performance.now() - start) / 1000).toFixed(0)} s`)
}

/** Loads what is installed and says what it is, and where. */
async function describe(): Promise<void> {
  const { library, device, complaint } = await startTensorflow()
  say(`${library}, computes on ${device === 'CPU' ? 'the CPU' : device}. It is in ${findLibrary()!.path}.`)
  if (complaint) say(complaint)
}

/** Whether NVIDIA's driver sees a card that tfjs-node-gpu has a build for. */
async function hasNvidiaCard(): Promise<boolean> {
  const built = process.arch === 'x64' && ['linux', 'win32'].includes(process.platform)
  return built && (await graphicsCards('name')).length > 0
}
