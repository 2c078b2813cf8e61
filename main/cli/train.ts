import path from 'node:path'
import { type Command, Option } from 'commander'
import { FolderStore } from '../../model/checkpoint/folderStore.ts'
import { assertSameConfig } from '../../model/checkpoint/manifest.ts'
import { describeCheckpoint } from '../../model/checkpoint/store.ts'
import type { ImageSet, ReadOptions } from '../../model/data/imageSet.ts'
import { GLYPHS, loadImages } from '../../model/data/load.ts'
import { leaveOut } from '../../model/data/split.ts'
import { RnpError } from '../../model/errors.ts'
import type { RnpConfig } from '../../model/rnp/config.ts'
import type { SavedTensor } from '../../model/rnp/parameters.ts'
import { type PresetName, preset, presets } from '../../model/rnp/presets.ts'
import { completeSettings, type TrainingSettings, trainingSettings } from '../../model/training/settings.ts'
import { checkRun, type SavedTraining, type TrainingResult, train } from '../../model/training/train.ts'
import { print, say } from '../base/output.ts'
import type { EngineOptions } from '../engine/engine.ts'
import { readWeights } from '../engine/readWeights.ts'
import { addEngineOptions } from '../terminal/engineOptions.ts'
import { exitCodes } from '../terminal/errors.ts'
import { interruptible } from '../terminal/interrupt.ts'
import { wholeNumber } from '../terminal/options.ts'
import { sayEngine, withEngine } from './engine.ts'
import { addPictureOptions, DATA_HELP, describeSet, type PictureFileOptions } from './images.ts'
import { ProgressLine } from './progressLine.ts'
import { addSettingOptions, chosenOf } from './settingOptions.ts'
import { onlyWorse, showTraining } from './trainingLine.ts'

const DEFAULT_PRESET: PresetName = 'mnist-compact'

interface Options extends EngineOptions, PictureFileOptions {
  readonly preset?: string
  readonly from?: string
  readonly data: string
  readonly count?: number
  readonly leaveOut?: readonly string[]
  readonly out?: string
  readonly resume?: boolean
  readonly json?: boolean
}

/** Adds `rnp train`, which trains a model on pictures. */
export function addTrain(program: Command): void {
  const command = program
    .command('train')
    .description('train a model; Ctrl-C stops with a checkpoint, --resume continues')
    .option('--preset <name>', `sizes: ${Object.keys(presets).join(', ')} (default: ${DEFAULT_PRESET})`)
    .option('--data <source>', DATA_HELP, GLYPHS)
    .option('--count <n>', 'at most this many pictures to train on, and to evaluate on', wholeNumber(1))
    .option('--out <folder>', 'the folder of the run (default: runs/DATA-PRESET)')
    .addOption(
      new Option(
        '--from <checkpoint>',
        'start from a trained model of the same sizes instead of at random',
      ).conflicts('resume'),
    )
    .option('--leave-out <labels...>', 'classes to leave out of training, by label')
    .option('--resume', "continue from the run's latest checkpoint, with its sizes and settings")
    .option('--json', 'print progress and result as JSON lines on stdout')
  addEngineOptions(addPictureOptions(addSettingOptions(command))).action(run)
}

async function run(options: Options, command: Command): Promise<void> {
  const folder = options.out ?? defaultFolder(options)
  const store = new FolderStore(folder)
  checkRun(store, options.resume ?? false)
  const { config, settings, source, from } = options.resume
    ? await resumed(folder, options, command)
    : await fresh(options)
  await withEngine(options, async (engine) => {
    const result = await interruptible(
      () => say('\nStopping after this step, with a checkpoint. Ctrl-C again exits at once.'),
      async (signal) => {
        const pictures = await read(source, { side: config.side, split: 'train', signal })
        const test = await read(source, { side: config.side, split: 'test', signal })
        describeSet(pictures)
        sayEngine(engine)
        say(`Run: ${folder}`)
        const line = new ProgressLine()
        const onProgress = options.json
          ? (progress: object) => print(JSON.stringify({ event: 'progress', ...progress }))
          : (progress: Parameters<typeof showTraining>[1]) => showTraining(line, progress)
        try {
          const { resume } = options
          return await train({
            config,
            settings,
            train: pictures,
            test,
            source,
            store,
            from,
            resume,
            signal,
            onProgress,
          })
        } finally {
          line.end()
        }
      },
    )
    conclude(result, options)
  })
}

function conclude(result: TrainingResult, { json }: Options): void {
  if (json) print(JSON.stringify({ event: result.finished ? 'finished' : 'stopped', ...result }))
  const { step, checkpoint } = result
  const worse = onlyWorse(result)
  const verdict = worse ? `\n${worse}` : ''
  if (result.finished) {
    say(`Finished after ${step} steps: ${checkpoint}${verdict}`)
    return
  }
  say(
    `Stopped after ${step} steps: ${checkpoint}\nTo continue:\n  npm run rnp -- ${resumeCommand()}${verdict}`,
  )
  process.exitCode = exitCodes.interrupted
}

/** The command line of this process, with --resume added. */
function resumeCommand(): string {
  const args = process.argv.slice(2)
  if (!args.includes('--resume')) args.push('--resume')
  return args.map((arg) => (/^[\w./=:,+-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", `'\\''`)}'`)).join(' ')
}

function defaultFolder(options: Options): string {
  return path.join('runs', `${path.basename(path.resolve(options.data))}-${options.preset ?? DEFAULT_PRESET}`)
}

/** Which pictures a run trains on and how they are read. */
interface Source {
  readonly data: string
  readonly count?: number
  readonly invert: PictureFileOptions['invert']
  readonly alpha: PictureFileOptions['alpha']
  /** Labels whose pictures are left out of training and evaluation: classes to transfer to later. */
  readonly leaveOut?: readonly string[]
}

function sourceOf({ data, count, invert, alpha, leaveOut }: Options): Source {
  return { data: data === GLYPHS ? data : path.resolve(data), count, invert, alpha, leaveOut }
}

async function read({ data, leaveOut: labels, ...how }: Source, options: ReadOptions): Promise<ImageSet> {
  const set = await loadImages(data, { ...how, ...options })
  return labels ? leaveOut(set, labels).kept : set
}

interface Plan {
  readonly config: RnpConfig
  readonly settings: TrainingSettings
  readonly source: Source
  /** Trained weights to start from. */
  readonly from?: ReadonlyMap<string, SavedTensor>
}

async function fresh(options: Options): Promise<Plan> {
  const settings = trainingSettings(chosenOf(options))
  const config = options.preset ? preset(options.preset) : undefined
  const source = sourceOf(options)
  if (!options.from) return { config: config ?? preset(DEFAULT_PRESET), settings, source }
  const trained = await readWeights(options.from)
  if (config) assertSameConfig(trained.config, config, trained.checkpoint)
  return { config: trained.config, settings, source, from: trained.weights }
}

/**
 * Returns the plan that the run was started with.
 *
 * @throws RnpError 'usage' naming both values, for an option that contradicts it
 */
async function resumed(folder: string, options: Options, command: Command): Promise<Plan> {
  const manifest = await describeCheckpoint(folder, 'latest')
  const saved = manifest.training as unknown as (SavedTraining & { source?: Source }) | undefined
  const wanted = sourceOf(options)
  const source = saved?.source ?? wanted
  for (const name of ['data', 'count', 'invert', 'alpha', 'leaveOut'] as const) {
    const [was, now] = [source[name], wanted[name]].map((value) => JSON.stringify(value))
    if (command.getOptionValueSource(name) !== 'cli' || was === now) continue
    throw new RnpError(
      'usage/mismatch',
      `The run was started with ${name} ${was}; it cannot continue with ${now}.`,
      'Leave that option out when resuming, or start a new run with another --out.',
    )
  }
  return {
    config: options.preset ? preset(options.preset) : manifest.config,
    settings: trainingSettings(chosenOf(options), completeSettings(saved?.settings ?? {})),
    source,
  }
}
