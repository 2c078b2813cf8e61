/** A line for people: stderr, so that results on stdout can be piped. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`)
}

/** A line of the result: stdout. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
