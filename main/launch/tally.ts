/** What is used of the file written by vitest's reporter `json`. */
export interface VitestResult {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly testResults: readonly {
    readonly status: string
    readonly assertionResults: readonly {
      readonly status: string
      /** Of the groups it is in, the outermost first. */
      readonly ancestorTitles: readonly string[]
    }[]
  }[]
}

/** A line for each group of tests in which some were skipped: how many, and its title, which says why. */
export function skips({ testResults }: VitestResult): string[] {
  const skipped = testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'skipped' || status === 'pending')
  const groups = Map.groupBy(skipped, ({ ancestorTitles }) => ancestorTitles[0] ?? 'a file')
  return [...groups].map(([title, tests]) => `${tests.length} skipped in ${title}`)
}

/** The line 'N passed, N failed, N skipped'. A test file that fails outside its tests counts as one failed. */
export function tally(result: VitestResult): string {
  const brokenFiles = result.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  )
  const failed = result.numFailedTests + brokenFiles.length
  const skipped = result.numPendingTests + result.numTodoTests
  return `${result.numPassedTests} passed, ${failed} failed, ${skipped} skipped`
}
