/** The last line that a process wrote, in brackets, to follow how it ended; '' if it wrote nothing. */
export function lastLine(log: string): string {
  const line = log.trim().split('\n').at(-1)?.trim()
  return line ? ` (${line})` : ''
}
