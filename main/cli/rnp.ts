import { Command } from 'commander'
import { addBench } from './bench.ts'
import { addDemo } from './demo.ts'
import { report } from './errors.ts'
import { addEvaluate } from './evaluate.ts'
import { addExport } from './export.ts'
import { addLibrary } from './library.ts'
import { addParse } from './parse.ts'
import { addSample } from './sample.ts'
import { addServe } from './serve.ts'
import { addShowEngine } from './showEngine.ts'

import { addTrain } from './train.ts'

const program = new Command('rnp')
  .description('Recursive Neural Programs: pictures as trees of parts')
  .exitOverride()
  // Errors are reported in one place, below.
  .configureOutput({ outputError: () => {} })

const commands = [
  addServe,
  addLibrary,
  addDemo,
  addTrain,
  addEvaluate,
  addParse,
  addSample,
  addExport,
  addBench,
  addShowEngine,
]
for (const add of commands) add(program)
let help = 'rnp --help lists the commands.'
program.hook('preSubcommand', (_, command) => {
  help = `rnp ${command.name()} --help lists its options.`
})
for (const command of program.commands) command.option('--debug', 'show the stack of any error')

// A reader that has seen enough (`| head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

try {
  await program.parseAsync()
} catch (error) {
  process.exitCode = report(error, process.argv.includes('--debug'), help)
}
