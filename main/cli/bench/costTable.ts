const PRESET = 'mnist-compact'
const BATCHES = [1, 2, 4, 8, 16, 32, 64, 128, 256]
/** Values of the other parameters while one varies. The row in which none varies is among the batches. */
const [BATCH, EACH, DEPTH] = [64, 4, 2]
const GLIMPSES = [2, 3, 5, 6, 7, 8]
const LEVELS = [1, 3]

/** Batch and glimpses of a row, lowest level first. */
interface Size {
  readonly batch: number
  readonly glimpses: readonly number[]
}

const sizes: readonly Size[] = [
  ...BATCHES.map((batch) => ({ batch, glimpses: Array<number>(DEPTH).fill(EACH) })),
  ...GLIMPSES.map((glimpses) => ({ batch: BATCH, glimpses: Array<number>(DEPTH).fill(glimpses) })),
  ...LEVELS.map((levels) => ({ batch: BATCH, glimpses: Array<number>(levels).fill(EACH) })),
]

/**
 * Measures the costs of a training step and a parse over batch sizes, glimpses and levels. Yields the lines of a
 * Markdown table.
 *
 * @param measure returns the minimum time of the case of a name, ms
 */
export async function* costTable(measure: (name: string) => Promise<number>): AsyncGenerator<string> {
  const head = [
    'batch',
    'glimpses',
    'programs',
    'glimpses run',
    'step, ms',
    'a picture',
    'parse, ms',
    'a picture',
  ]
  yield row(head)
  yield row(head.map(() => '---'))
  for (const { batch, glimpses } of sizes) {
    const name = `${batch}-${PRESET}-${glimpses.join('x')}`
    const times = [await measure(`train-${name}`), await measure(`parse-${name}`)]
    const costs = times.flatMap((ms) => [ms.toFixed(1), (ms / batch).toFixed(2)])
    const { programs, run } = runsOf(glimpses)
    yield row([String(batch), glimpses.join(' x '), String(programs), String(run), ...costs])
  }
}

/** Number of programs in a picture's tree, and of all glimpses that they run. */
export function runsOf(glimpses: readonly number[]): { programs: number; run: number } {
  let [programs, run, level] = [0, 0, 1]
  for (const count of glimpses.toReversed()) {
    programs += level
    level *= count
    run += level
  }
  return { programs, run }
}

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
