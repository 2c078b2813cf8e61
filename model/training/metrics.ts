import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'

/** A run's figures, one JSON object a line. */
export const METRICS_FILE = 'metrics.jsonl'

/** The lines of metrics.jsonl: figures by step, written as they come. */
export class Metrics {
  readonly #path: string
  #file: number | undefined

  constructor(folder: string) {
    this.#path = join(folder, METRICS_FILE)
  }

  /** Adds a line. */
  add(figures: object): void {
    writeSync(this.#open(), `${JSON.stringify(figures)}\n`)
  }

  /** Drops what was recorded after `step`: a run resumed there records it again. */
  cutAfter(step: number): void {
    this.close()
    if (!existsSync(this.#path)) return
    const kept = readFileSync(this.#path, 'utf8')
      .split('\n')
      .filter((line) => isUpTo(line, step))
    const temporary = `${this.#path}.new`
    writeFileSync(temporary, kept.map((line) => `${line}\n`).join(''))
    renameSync(temporary, this.#path)
  }

  /** Makes sure that everything added is on disk. */
  flush(): void {
    fsyncSync(this.#open())
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file)
    this.#file = undefined
  }

  #open(): number {
    if (this.#file === undefined) {
      mkdirSync(dirname(this.#path), { recursive: true })
      this.#file = openSync(this.#path, 'a')
    }
    return this.#file
  }
}

/** Whether a line is whole (a killed run may leave half of one) and of a step up to `step`. */
function isUpTo(line: string, step: number): boolean {
  try {
    return JSON.parse(line).step <= step
  } catch {
    return false
  }
}
