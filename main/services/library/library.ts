import { throttle } from '../../base/throttle.ts'
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

/** The note of a job while files are being listed. */
export function lookingThrough(found: number): string {
  return `Looking through the files: ${formatCount(found)} so far`
}

/** Minimum interval between events while the library goes on changing, ms. */
const PUBLISH_INTERVAL_MS = 500

/**
 * Makes a function to call after each of many changes, which publishes them; `flush` is to be called after the last.
 */
export function throttledPublisher({ events }: Context) {
  return throttle(() => events.publish({ type: 'library' }), PUBLISH_INTERVAL_MS)
}
