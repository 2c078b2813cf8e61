import { RnpError } from '../../../model/errors.ts'
import type { Parse } from '../../../model/rnp/parse.ts'
import { chunks } from '../../base/chunks.ts'
import { parseOf } from '../../engine/parseView.ts'
import { type ParsedSource, type ParseFile, parseFiles, SHEET_ROWS } from '../../export/parseFiles.ts'
import { type ParseTree, parseTree } from '../../export/parseTree.ts'
import { latestParses } from '../library/latestParses.ts'
import { pictureRecords } from '../library/query.ts'
import { currentModel } from '../models/currentModel.ts'
import type { Parses } from './parses.ts'

/**
 * Converts a kept parse to a tree for export (docs/parse-tree.md), with the name of its picture, after which its files are
 * named: the pictures of one IDX file have one path, but each has its own name.
 *
 * @throws RnpError 'missing' if it is gone
 */
export function treeOf(parses: Parses, id: number): { tree: ParseTree; parse: Parse; name: string } {
  const { pictureId, modelId, mapping } = parses.get(id)
  const { path: checkpoint, described } = parses.models.known(modelId)
  const [picture] = pictureRecords(parses.context.db, [pictureId])
  const parse = parseOf(parses.view(id))
  const { source, name } = picture ?? { source: `picture ${pictureId}`, name: `picture ${pictureId}` }
  const tree = parseTree(parse, { source, checkpoint, config: described.config, mapping })
  return { tree, parse, name }
}

/**
 * Exports trees and part sheets of the latest parses of pictures by the current model.
 *
 * @throws RnpError 'missing' if there is none
 */
export function exportParses(parses: Parses, pictureIds: readonly number[]): AsyncGenerator<ParseFile> {
  const { db } = parses.context
  const latest = latestParses(db, currentModel(db), pictureIds)
  const ids = pictureIds.flatMap((id) => latest.get(id) ?? [])
  if (ids.length === 0) {
    throw new RnpError(
      'missing/not-found',
      'None of these pictures has been parsed by the current model.',
      'Parse them first.',
    )
  }
  function* inSheets(): Generator<ParsedSource[]> {
    for (const some of chunks(ids, SHEET_ROWS)) yield some.map((id) => treeOf(parses, id))
  }
  return parseFiles(sourcesOf(parses, ids), inSheets())
}

function sourcesOf({ context: { db } }: Parses, ids: readonly number[]): string[] {
  return db
    .prepare(
      `SELECT pictures.name AS name FROM json_each(?) JOIN parses ON parses.id = json_each.value
       JOIN pictures ON pictures.id = picture_id ORDER BY json_each.key`,
    )
    .all(JSON.stringify(ids))
    .map(({ name }) => String(name))
}
