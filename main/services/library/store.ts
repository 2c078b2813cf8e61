import type { DatabaseSync } from 'node:sqlite'
import type { PictureAddress } from '../../../model/data/address.ts'
import { isStretchedNote, stretchedNote } from '../../../model/data/levels.ts'
import type { PictureFacts } from '../../reader/readerJobs.ts'
import { transaction } from '../../workspace/transaction.ts'
import { nameKey } from './names.ts'
import { notesOf } from './sets.ts'
import type { Thumbnails } from './thumbnails.ts'

/** A picture that was read and is to be stored in a set. */
export interface NewPicture extends PictureAddress {
  readonly name: string
  readonly label?: string
  readonly split: 'train' | 'test'
  readonly facts: PictureFacts
}

/**
 * Stores pictures in a set, in one transaction. A picture that the set already has at the same place is updated; if its
 * content has changed, its parses are removed, because they are of another picture.
 *
 * Where values of a picture were stretched, the set's notes say so.
 *
 * @returns the pictures' ids, in order
 */
export function storePictures(
  db: DatabaseSync,
  thumbnails: Thumbnails,
  setId: number,
  pictures: readonly NewPicture[],
): number[] {
  const find = db.prepare('SELECT id, hash FROM pictures WHERE set_id = ? AND path = ? AND member = ?')
  const insert = db.prepare(
    `INSERT INTO pictures (set_id, name, name_key, kind, path, member, label, split, hash, width, height, ground, grey, added)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const update = db.prepare(
    'UPDATE pictures SET kind = ?, hash = ?, width = ?, height = ?, ground = ?, grey = ?, missing = 0, removed = NULL WHERE id = ?',
  )
  const dropParses = db.prepare('UPDATE parses SET removed = ? WHERE picture_id = ? AND removed IS NULL')
  const added = Date.now()
  const store = (picture: NewPicture): number => {
    const { name, kind, path, member, label, split, facts } = picture
    const { hash, width, height, ground, grey } = facts
    const there = find.get(setId, path, member)
    if (!there) {
      const values = [
        setId,
        name,
        nameKey(name),
        kind,
        path,
        member,
        facts.label ?? label ?? null,
        split,
      ] as const
      return Number(insert.run(...values, hash, width, height, ground, Number(grey), added).lastInsertRowid)
    }
    update.run(kind, hash, width, height, ground, Number(grey), there.id)
    if (there.hash !== hash) dropParses.run(added, there.id)
    return Number(there.id)
  }
  const ids = transaction(db, () => pictures.map(store))
  noteStretched(db, setId, pictures)
  thumbnails.put(
    pictures.flatMap(({ facts: { hash, thumbnail } }) => (thumbnail ? [{ key: hash, thumbnail }] : [])),
  )
  return ids
}

function noteStretched(db: DatabaseSync, setId: number, pictures: readonly NewPicture[]): void {
  const found = pictures.find(({ facts }) => facts.levels)
  if (!found) return
  const notes = notesOf(db, setId)
  if (notes.some(isStretchedNote)) return
  const all = JSON.stringify([...notes, stretchedNote(found.name, found.facts.levels!)])
  db.prepare('UPDATE sets SET notes = ? WHERE id = ?').run(all, setId)
}
