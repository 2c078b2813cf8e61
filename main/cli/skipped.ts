import { formatCount } from '../contract/counts.ts'

/** Files that are named; the rest are counted. */
const NAMED = 20

/** What was passed over, a line each: at most twenty files with their reasons. No line where there was nothing. */
export function skippedLines(
  skipped: readonly { readonly file: string; readonly reason: string }[],
): string[] {
  if (skipped.length === 0) return []
  return [
    `${formatCount(skipped.length)} skipped:`,
    ...skipped.slice(0, NAMED).map(({ file, reason }) => `  ${file}: ${reason}`),
    ...(skipped.length > NAMED ? [`  and ${formatCount(skipped.length - NAMED)} more`] : []),
  ]
}
