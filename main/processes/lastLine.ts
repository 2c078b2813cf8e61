/** The last line of what a process wrote, in brackets to stand behind how it ended; '' where it wrote nothing. */
export function lastLine(log: string): string {
  const line = log.trim().split('\n').at(-1)?.trim()
  return line ? ` (${line})` : ''
}
