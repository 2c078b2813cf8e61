import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpus } from 'node:os'
import { text } from 'node:stream/consumers'
import { type Command, Option } from 'commander'
import { RnpError } from '../../model/errors.ts'
import { print, say } from '../base/output.ts'
import { addEngineOptions } from '../terminal/engineOptions.ts'
import { numberFrom } from '../terminal/options.ts'
import { type BenchCase, benchCase, usualCases } from './bench/cases.ts'
import { costTable } from './bench/costTable.ts'
import {
  type CaseProfile,
  type MeasureOptions,
  measureCase,
  profileCase,
  type Timing,
} from './bench/measure.ts'
import { profileInWords, timingInWords } from './bench/print.ts'
import { sayEngine } from './engine.ts'

interface Options extends MeasureOptions {
  readonly case?: readonly BenchCase[]
  readonly profile?: boolean
  readonly table?: boolean
  readonly json?: boolean
}

/** Adds `rnp bench`, which measures how fast this machine trains and parses. */
export function addBench(program: Command): void {
  const command = program
    .command('bench')
    .description('measure training, parsing and matrix products (medians), or profile them')
    .addOption(
      new Option('--case <names...>', `only these (${usualCases.join(', ')}, or similar ones)`).argParser(
        (name, earlier: BenchCase[] | undefined) => [...(earlier ?? []), benchCase(name)],
      ),
    )
    .option('--seconds <x>', 'measure each case for at least this long', numberFrom(0), 5)
    .option(
      '--profile',
      "show where each case's time goes, by kernel, and compare with this machine's maximum",
    )
    .addOption(
      new Option(
        '--table',
        'print a Markdown table of costs over batch sizes, glimpses and levels',
      ).conflicts(['case', 'profile', 'json']),
    )
    .option('--json', 'print one JSON object per case, one per line')
  addEngineOptions(command).action(run)
}

async function run(options: Options): Promise<void> {
  const { case: cases = usualCases.map(benchCase), profile, json } = options
  if (!json) say(`${cpus()[0]?.model}, ${cpus().length} threads; Node ${process.versions.node}`)
  if (options.table) {
    const measure = async (name: string) => ((await measureInProcess(name, options)) as Timing).fastest
    for await (const line of costTable(measure)) print(line)
    return
  }
  for (const [i, one] of cases.entries()) {
    // Each of several cases runs in its own process, which has its own peak memory and no code warmed up by another
    // case.
    const measureHere = profile ? profileCase : measureCase
    const result =
      cases.length === 1 ? await measureHere(one, options) : await measureInProcess(one.name, options)
    if (json) {
      print(JSON.stringify(result))
      continue
    }
    if (i === 0) sayEngine(result)
    print('rows' in result ? `\n${profileInWords(result)}` : timingInWords(result))
  }
}

/**
 * Measures a case in a process of its own, which prints its own errors.
 *
 * @throws RnpError 'engine' if that process fails
 */
async function measureInProcess(name: string, options: Options): Promise<Timing | CaseProfile> {
  const { seconds, profile, backend, threads } = options
  const args = ['bench', '--case', name, '--json', '--seconds', String(seconds), '--backend', backend]
  if (profile) args.push('--profile')
  if (threads) args.push('--threads', String(threads))
  const child = spawn(process.execPath, [...process.execArgv, process.argv[1], ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [result, [code, signal]] = await Promise.all([text(child.stdout), once(child, 'close')])
  if (code === 0) return JSON.parse(result)
  throw new RnpError(
    'engine/failed',
    `The case ${name} ended with ${signal ? `signal ${signal}` : `exit code ${code}`}.`,
    'The error is printed above; the other cases can be measured alone (--case).',
  )
}
