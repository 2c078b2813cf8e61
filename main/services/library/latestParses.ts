import type { DatabaseSync } from 'node:sqlite'

/**
 * Finds the latest parses of pictures by a model (the view latest_parses): those by its current weights and with the
 * current inversion of the picture.
 *
 * @returns ids of parses by ids of pictures; pictures without a parse are left out
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
