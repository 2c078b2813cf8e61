// `npm test` runs this: format and lint, unused code, types, tests. Arguments go to vitest: npm test -- model/data
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from './run.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))
const scratch = await mkdtemp(join(tmpdir(), 'rnp-check-'))
const tally = join(scratch, 'tally')

const steps: [name: string, tool: string, ...args: string[]][] = [
  ['format and lint', '@biomejs/biome/bin/biome', 'check', '.'],
  ['unused code', 'knip/bin/knip.js'],
  ['types', 'typescript/bin/tsc', '--noEmit'],
  ['types of the tests in a browser', 'typescript/bin/tsc', '--noEmit', '--project', 'e2e'],
  ['types of the window', 'vue-tsc/bin/vue-tsc.js', '--noEmit', '--project', 'renderer'],
  [
    'tests',
    'vitest/vitest.mjs',
    'run',
    '--reporter=default',
    `--reporter=${join(root, 'main/launch/tally.ts')}`,
    ...process.argv.slice(2),
  ],
]

try {
  // Every step runs, so that one run shows everything there is to fix.
  const failed: string[] = []
  for (const [name, tool, ...args] of steps) {
    console.log(`\n── ${name}`)
    const start = performance.now()
    const code = await run(process.execPath, [join(root, 'node_modules', tool), ...args], {
      cwd: root,
      env: { ...process.env, RNP_TALLY: tally },
    })
    const seconds = ((performance.now() - start) / 1000).toFixed(1)
    console.log(`── ${name}: ${code === 0 ? 'passed' : 'FAILED'} in ${seconds} s`)
    if (code !== 0) failed.push(name)
    if (code > 128) break
  }
  if (failed.length > 0) {
    console.log(`\nFailed: ${failed.join(', ')}`)
    process.exitCode = 1
  }
  const counts = await readFile(tally, 'utf8').catch(() => 'No test has run.')
  console.log(`\n${counts}`)
} finally {
  await rm(scratch, { recursive: true, force: true })
}
