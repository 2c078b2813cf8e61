import { Command } from 'commander'
import packageJson from '../../package.json' with { type: 'json' }
import { report } from '../terminal/errors.ts'

/**
 * The commands, in the order of the help. Each is loaded only when it is needed, because all of them with TensorFlow.js
 * take most of a second.
 */
const commands: Readonly<Record<string, () => Promise<(program: Command) => void>>> = {
  serve: async () => (await import('./serve.ts')).addServe,
  library: async () => (await import('./library.ts')).addLibrary,
  demo: async () => (await import('./demo.ts')).addDemo,
  train: async () => (await import('./train.ts')).addTrain,
  evaluate: async () => (await import('./evaluate.ts')).addEvaluate,
  parse: async () => (await import('./parse.ts')).addParse,
  sample: async () => (await import('./sample.ts')).addSample,
  export: async () => (await import('./export.ts')).addExport,
  bench: async () => (await import('./bench.ts')).addBench,
  engine: async () => (await import('./showEngine.ts')).addShowEngine,
}

const program = new Command('rnp')
  .description('Recursive Neural Programs: pictures as trees of parts')
  .version(
    `RNP Studio ${packageJson.version}, Node ${process.versions.node}`,
    '-V, --version',
    'show the versions of RNP Studio and of Node',
  )
  .exitOverride()
  // Errors are reported in one place, below.
  .configureOutput({ outputError: () => {} })

for (const name of needed(process.argv[2])) (await commands[name]())(program)
let help = 'rnp --help lists the commands.'
for (const command of program.commands) command.option('--debug', 'show the stack of any error')
for (const command of [program, ...program.commands]) {
  command.hook('preSubcommand', (above, chosen) => {
    const name = above === program ? chosen.name() : `${above.name()} ${chosen.name()}`
    help = `rnp ${name} --help lists its options.`
  })
}

// It is not an error if the reader of stdout has seen enough (`| head`).
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

try {
  await program.parseAsync()
} catch (error) {
  const has = (option: string) => process.argv.includes(option)
  process.exitCode = report(error, { debug: has('--debug'), json: has('--json'), help })
}

/** The commands to load for the first word of a command line: all of them for the help and for suggestions. */
function needed(first: string | undefined): string[] {
  if (first === '-V' || first === '--version') return []
  return first !== undefined && Object.hasOwn(commands, first) ? [first] : Object.keys(commands)
}
