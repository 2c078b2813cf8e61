import { formatMany } from '../../contract/counts.ts'
import type { Invert } from '../../contract/library.ts'
import type { Library } from './library.ts'
import { idsInTurns } from './refs.ts'
import { setById } from './sets.ts'

// The changes that a person makes by hand in the library, which can be undone.

export function renameSet({ context }: Library, id: number, name: string): void {
  const before = setById(context.db, id)
  context.history.edit({ name: `Rename set ${before.name}`, code: 'library.rename-set', scope: 'library' }, [
    { table: 'sets', id, before: { name: before.name }, after: { name } },
  ])
}

export function setInvert({ context }: Library, id: number, invert: Invert): void {
  const before = setById(context.db, id)
  context.history.edit(
    { name: `Change inversion of ${before.name}`, code: 'library.set-invert', scope: 'library' },
    [{ table: 'sets', id, before: { invert: before.invert }, after: { invert } }],
  )
}

export function removeSet({ context }: Library, id: number): void {
  const { name } = setById(context.db, id)
  context.history.edit({ name: `Remove set ${name}`, code: 'library.remove-set', scope: 'library' }, [
    { table: 'sets', id, before: { removed: null }, after: { removed: Date.now() } },
  ])
}

export async function removePictures({ context }: Library, ids: readonly number[]): Promise<void> {
  // The plus makes SQLite look the pictures up by id instead of scanning all that are in the library.
  const find = context.db.prepare(
    'SELECT id FROM pictures WHERE +removed IS NULL AND id IN (SELECT value FROM json_each(?))',
  )
  const there: number[] = []
  for await (const some of idsInTurns([...new Set(ids)])) {
    for (const { id } of find.all(JSON.stringify(some))) there.push(Number(id))
  }
  if (there.length === 0) return
  const name = `Remove ${formatMany(there.length, 'picture')}`
  await context.history.editMany(
    { name, code: 'library.remove-pictures', scope: 'library' },
    {
      table: 'pictures',
      id: there,
      before: { removed: null },
      after: { removed: Date.now() },
    },
  )
}
