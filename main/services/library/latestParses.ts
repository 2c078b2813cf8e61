import type { DatabaseSync } from 'node:sqlite'

/**
 * The latest parses of pictures by a model (the view latest_parses): by its weights as they are known now, of the pictures
 * as light and dark are now.
 *
 * @returns the parses' ids by those of their pictures; pictures without one are left out
 */
export function latestParses(
  db: DatabaseSync,
  model: number,
  pictureIds: readonly number[],
): Map<number, number> {
  const rows = db
    .prepare(
      `SELECT picture_id AS pictureId, id FROM latest_parses
       WHERE model_id = ? AND picture_id IN (SELECT value FROM json_each(?))`,
    )
    .all(model, JSON.stringify(pictureIds))
  return new Map(rows.map(({ pictureId, id }) => [Number(pictureId), Number(id)]))
}
