import type { DatabaseSync } from 'node:sqlite'
import { chunksInTurns } from '../../base/chunks.ts'
import { transaction } from '../../workspace/transaction.ts'

const ROWS_PER_TURN = 1000

/** Calls `write` for each of many things, in several transactions between which the app does other work. */
export async function writeMany<T>(
  db: DatabaseSync,
  things: readonly T[],
  write: (thing: T) => void,
): Promise<void> {
  for await (const some of chunksInTurns(things, ROWS_PER_TURN)) transaction(db, () => some.forEach(write))
}
