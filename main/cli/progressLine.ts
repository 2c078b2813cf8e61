/** Shortest time between two updates, ms: in place in a terminal, as plain lines elsewhere. */
const IN_PLACE = 100
const LINES = 5_000

/**
 * One line that says how far a long task is. In a terminal it is rewritten in place; elsewhere (a file, a pipe) it
 * is written as a plain line every few seconds, beginning with the first.
 */
export class ProgressLine {
  readonly #stream: NodeJS.WriteStream
  #shownAt = Number.NEGATIVE_INFINITY
  #latest = ''
  #shown = ''

  constructor(stream: NodeJS.WriteStream = process.stderr) {
    this.#stream = stream
  }

  /** Shows `text`, unless something was shown too short a time ago. */
  update(text: string): void {
    this.#latest = text
    if (performance.now() - this.#shownAt >= (this.#stream.isTTY ? IN_PLACE : LINES)) this.#show()
  }

  /** Writes a line of its own above the progress line. */
  note(text: string): void {
    this.#stream.write(this.#stream.isTTY ? `\r\x1b[K${text}\n` : `${text}\n`)
    if (this.#stream.isTTY && this.#latest) this.#show()
  }

  /** Leaves the latest text standing and goes to the next line. */
  end(): void {
    if (this.#latest !== this.#shown) this.#show()
    if (this.#stream.isTTY && this.#shown) this.#stream.write('\n')
    this.#latest = this.#shown = ''
  }

  #show(): void {
    this.#shownAt = performance.now()
    this.#shown = this.#latest
    if (this.#stream.isTTY) this.#stream.write(`\r${this.#latest.slice(0, this.#stream.columns - 1)}\x1b[K`)
    else this.#stream.write(`${this.#latest}\n`)
  }
}

/** Seconds as a person says them: 48 s, 3 min 20 s, 2 h 5 min. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  const minutes = Math.floor(whole / 60)
  return minutes < 60 ? `${minutes} min ${whole % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
