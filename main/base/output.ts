/** Writes a line for people, on stderr, so that results on stdout can be piped. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`)
}

/** Writes a line of the result, on stdout. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
