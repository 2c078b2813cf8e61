import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { makeFolder } from '../durable.ts'
import { RnpError, whyUnwritable } from '../errors.ts'

/** The file of a run's figures, with one JSON object on each line. */
export const METRICS_FILE = 'metrics.jsonl'

/** Writes the lines of metrics.jsonl. Its methods throw an RnpError 'training' where the file cannot be written. */
export class Metrics {
  readonly #path: string
  #file: number | undefined

  constructor(folder: string) {
    this.#path = join(folder, METRICS_FILE)
  }

  /** Adds a line. */
  add(figures: object): void {
    this.#write(() => writeSync(this.#open(), `${JSON.stringify(figures)}\n`))
  }

  /** Removes the lines after `step` steps taken and `dropped` dropped: a run resumed there records them again. */
  cutAfter(step: number, dropped: number): void {
    this.close()
    if (!existsSync(this.#path)) return
    const kept = readFileSync(this.#path, 'utf8')
      .split('\n')
      .filter((line) => isUpTo(line, step, dropped))
    const temporary = `${this.#path}.new`
    this.#write(() => {
      writeFileSync(temporary, kept.map((line) => `${line}\n`).join(''), { flush: true })
      renameSync(temporary, this.#path)
    })
  }

  /** Makes sure that everything added is on disk. */
  flush(): void {
    const file = this.#file
    if (file !== undefined) this.#write(() => fsyncSync(file))
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file)
    this.#file = undefined
  }

  #write(write: () => void): void {
    try {
      write()
    } catch (cause) {
      throw new RnpError(
        `training/${whyUnwritable(cause)}`,
        `Cannot write ${this.#path}: ${(cause as Error).message}.`,
        'Free some space or check the permissions; --resume goes on from the last checkpoint.',
        { cause },
      )
    }
  }

  #open(): number {
    if (this.#file === undefined) {
      makeFolder(dirname(this.#path))
      this.#file = openSync(this.#path, 'a')
    }
    return this.#file
  }
}

/** Whether a line is whole (a killed run may leave half of one) and not from after that step. */
function isUpTo(line: string, step: number, dropped: number): boolean {
  try {
    const figures = JSON.parse(line)
    return figures.step <= step && figures.dropped <= dropped
  } catch {
    return false
  }
}
