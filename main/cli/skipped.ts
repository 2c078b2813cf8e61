import { formatCount } from '../contract/counts.ts'

/** How many files are named; the others are counted. */
const MAX_NAMED_FILES = 20

/** Formats skipped files, one line each with the reason, at most MAX_NAMED_FILES. No lines if nothing was skipped. */
export function skippedLines(
  skipped: readonly { readonly file: string; readonly reason: string }[],
): string[] {
  if (skipped.length === 0) return []
  return [
    `${formatCount(skipped.length)} skipped:`,
    ...skipped.slice(0, MAX_NAMED_FILES).map(({ file, reason }) => `  ${file}: ${reason}`),
    ...(skipped.length > MAX_NAMED_FILES
      ? [`  and ${formatCount(skipped.length - MAX_NAMED_FILES)} more`]
      : []),
  ]
}
