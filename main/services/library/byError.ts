import type { DatabaseSync } from 'node:sqlite'

/**
 * Pictures by the mean squared error of their latest parse by a model (the view latest_parses); those without one come last, and ties are
 * in the order they were added. An index has the parses in order of their errors, which is the whole order at once: a
 * parse looked up for each picture, and then sorted, takes three times as long.
 *
 * @param ids of the pictures, ascending
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

  // By the pictures' ids, which are small numbers: a map takes several times as long.
  const latest = new Float64Array(1 + (ids.at(-1) ?? 0))
  for (const [i, picture] of pictures.entries()) {
    if (parses[i] > latest[picture]) latest[picture] = parses[i]
  }
  const isAsked = new Uint8Array(latest.length)
  for (const id of ids) isAsked[id] = 1

  const ordered = new Uint32Array(ids.length)
  let count = 0
  for (const [i, picture] of pictures.entries()) {
    if (isAsked[picture] && latest[picture] === parses[i]) ordered[count++] = picture
  }
  const parsed = ordered.subarray(0, count)
  const rest = ordered.subarray(count)
  rest.set(ids.filter((id) => latest[id] === 0))
  if (descending) for (const part of [parsed, rest]) part.reverse()
  return ordered
}
