import { formatCount } from '../../contract/counts.ts'
import type { Reader } from '../../reader/reader.ts'
import type { Context } from '../context.ts'
import type { Thumbnails } from './thumbnails.ts'

/** What the library's services share. */
export interface Library {
  readonly context: Context
  readonly reader: Reader
  readonly thumbnails: Thumbnails
}

/** What a job says while files are listed. */
export function lookingThrough(found: number): string {
  return `Looking through the files: ${formatCount(found)} so far`
}

/** Says that the library has changed, at most so often while it goes on changing, ms. */
const TOLD = 500

export interface Teller {
  /** Something has changed that windows show. */
  changed(): void
  /** No change follows: what has not been told yet is told. */
  finish(): void
}

/** Tells windows of changes that follow each other closely, the last one always. */
export function teller(context: Context): Teller {
  let last = 0
  let due = false
  const tell = () => {
    last = Date.now()
    due = false
    context.events.publish({ type: 'library' })
  }
  return {
    changed() {
      due = true
      if (Date.now() - last >= TOLD) tell()
    },
    finish() {
      if (due) tell()
    },
  }
}
