/** Minimum intervals between updates, ms: in place in a terminal, and as plain lines elsewhere. */
const TERMINAL_INTERVAL_MS = 100
const PLAIN_INTERVAL_MS = 5_000

/**
 * A line that shows the progress of a long task. In a terminal it is rewritten in place; elsewhere (a file, a pipe) a
 * plain line is written every few seconds, starting with the first update.
 */
export class ProgressLine {
  readonly #stream: NodeJS.WriteStream
  #shownAt = Number.NEGATIVE_INFINITY
  #latest = ''
  #shown = ''

  constructor(stream: NodeJS.WriteStream = process.stderr) {
    this.#stream = stream
  }

  /** Shows `text`, unless the last update was too recent. */
  update(text: string): void {
    this.#latest = text
    if (performance.now() - this.#shownAt >= (this.#stream.isTTY ? TERMINAL_INTERVAL_MS : PLAIN_INTERVAL_MS))
      this.#show()
  }

  /** Writes a line of its own above the progress line. */
  note(text: string): void {
    this.#stream.write(this.#stream.isTTY ? `\r\x1b[K${text}\n` : `${text}\n`)
    if (this.#stream.isTTY && this.#latest) this.#show()
  }

  /** Shows the latest text and moves to the next line. */
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

/** Formats seconds for people: 48 s, 3 min 20 s, 2 h 5 min. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  const minutes = Math.floor(whole / 60)
  return minutes < 60 ? `${minutes} min ${whole % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
