import { writeFileSync } from 'node:fs'
import type { Reporter, TestCase, TestModule } from 'vitest/node'

/** The part of vitest's report of a test file that is used here. */
export interface TestFile {
  readonly relativeModuleId: string
  state(): string
  readonly children: { allTests(): Iterable<ReportedTest> }
}

type ReportedTest = Pick<TestCase, 'parent'> & {
  result(): { readonly state: string; readonly note?: string }
}

/**
 * Returns the last lines of `npm test`: one for each reason why tests were skipped, then 'N passed, N failed, N
 * skipped'. A file that fails outside its tests counts as one failed test.
 */
export function tally(files: readonly TestFile[]): string[] {
  const counts = { passed: 0, failed: 0, skipped: 0 }
  const reasons = new Map<string, number>()
  for (const file of files) {
    const failedBefore = counts.failed
    for (const test of file.children.allTests()) {
      const { state, note } = test.result()
      if (state === 'passed' || state === 'failed') {
        counts[state]++
        continue
      }
      counts.skipped++
      const reason = note ?? outermost(test, file)
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
    }
    if (file.state() === 'failed' && counts.failed === failedBefore) counts.failed++
  }
  return [
    ...[...reasons].map(([reason, count]) => `${count} skipped: ${reason}`),
    `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`,
  ]
}

/** The title of the outermost group of a test, which gives the reason if the whole group is skipped. */
function outermost({ parent }: ReportedTest, { relativeModuleId }: TestFile): string {
  let group = parent
  while (group.type === 'suite' && group.parent.type === 'suite') group = group.parent
  return group.type === 'suite' ? group.name : relativeModuleId
}

/** The reporter that check.ts passes to Vitest by the path of this file, which requires a default export. */
export default class TallyReporter implements Reporter {
  onTestRunEnd(files: readonly TestModule[]): void {
    const to = process.env.RNP_TALLY
    if (to) writeFileSync(to, tally(files).join('\n'))
  }
}
