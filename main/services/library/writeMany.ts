import type { DatabaseSync } from 'node:sqlite'
import { setImmediate } from 'node:timers/promises'
import { chunks } from '../../base/chunks.ts'
import { transaction } from '../../workspace/transaction.ts'

/** Written at once. */
const AT_ONCE = 1000

/** Writes something of each of many things, some in a transaction of their own: the app does other things in between. */
export async function writeMany<T>(
  db: DatabaseSync,
  things: readonly T[],
  write: (thing: T) => void,
): Promise<void> {
  for (const some of chunks(things, AT_ONCE)) {
    transaction(db, () => some.forEach(write))
    await setImmediate()
  }
}
