import { sourceOf } from '../../../model/data/formats/index.ts'
import { RnpError } from '../../../model/errors.ts'
import { formatMany } from '../../contract/counts.ts'
import { decodeParse, type ParseView } from '../../contract/parseFile.ts'
import type { Mapping, ParseRecord } from '../../contract/parses.ts'
import type { EngineJobs, Parsed } from '../../engine/engineJobs.ts'
import { unpackParse } from '../../engine/packedParse.ts'
import { ProcessDied } from '../../processes/processDied.ts'
import type { JobProcess } from '../../processes/protocol.ts'
import type { Fault, PictureRef } from '../../reader/readerJobs.ts'
import { transaction } from '../../workspace/transaction.ts'
import type { Context } from '../context.ts'
import type { Scope } from '../history/edits.ts'
import { picturesOf } from '../history/tables.ts'
import { canvasesOf } from '../library/canvases.ts'
import { latestParses } from '../library/latestParses.ts'
import type { Library } from '../library/library.ts'
import { pictureRecords } from '../library/query.ts'
import { pictureRefs } from '../library/refs.ts'
import type { ModelRow, Models } from '../models/models.ts'
import { mappingOf } from './mapping.ts'

/** A picture that could not be read; the reason is part of a sentence. */
interface Unread {
  readonly ref: PictureRef
  readonly fault: Fault
  readonly reason: string
}

/** The parses of the library's pictures, which the engine makes and the workspace keeps. */
export class Parses {
  readonly context: Context
  readonly models: Models
  readonly #library: Pick<Library, 'context' | 'reader'>
  readonly #engine: JobProcess<EngineJobs>

  /** @param engine the engine that parses */
  constructor(library: Pick<Library, 'context' | 'reader'>, models: Models, engine: JobProcess<EngineJobs>) {
    this.context = library.context
    this.#library = library
    this.models = models
    this.#engine = engine
  }

  /**
   * Parses a picture, or returns its latest kept parse by the same weights.
   *
   * @throws RnpError 'missing' if the picture or the model is gone, 'data' if the picture cannot be read
   */
  async parse({
    pictureId,
    modelId,
    again,
  }: {
    pictureId: number
    modelId?: number
    again?: boolean
  }): Promise<ParseRecord> {
    const [ref] = pictureRefs(this.context.db, [pictureId])
    if (!ref) throw noLongerThere()
    const model = this.models.get(modelId)
    if (!again) {
      await this.models.describe(model)
      const kept = latestParses(this.context.db, model.id, [pictureId]).get(pictureId)
      if (kept !== undefined) return this.get(kept)
    }
    const made: number[] = []
    const [unread] = await this.make(model, [ref], (ids) => made.push(...ids))
    if (unread) throw unreadable(unread)
    // No parse is kept of a picture that has been removed meanwhile.
    if (made.length === 0) throw noLongerThere()
    return this.get(made[0])
  }

  /**
   * Parses pictures and keeps the parses, a batch at a time. If the engine dies, what it was doing is tried once more.
   *
   * @param onKept receives the ids of parses that are on disk
   * @returns the pictures that cannot be read
   */
  async make(
    model: ModelRow,
    refs: readonly PictureRef[],
    onKept: (ids: readonly number[]) => void,
    signal?: AbortSignal,
  ): Promise<readonly Unread[]> {
    const { side } = model.described.config
    const unread: Unread[] = []
    // The inversions that the canvases are read with; those of the sets may change before they are parsed.
    const inverted = new Set(refs.filter((ref) => ref.inverted).map(({ id }) => id))
    const keep = (parsed: Parsed) => onKept(this.#keep(model, parsed, inverted))
    for await (const { indices, pixels, failed } of canvasesOf(this.#library, refs, side, signal)) {
      for (const { index, fault, reason } of failed) unread.push({ ref: refs[index], fault, reason })
      const ids = indices.map((index) => refs[index].id)
      if (ids.length > 0) await this.#parse(model, { ids, pixels }, keep, signal)
    }
    return unread
  }

  get(id: number): ParseRecord {
    const row = this.context.db.prepare(`${SELECT} WHERE parses.id = ? AND parses.removed IS NULL`).get(id)
    return row ? recordOf(row) : gone()
  }

  ofPicture(pictureId: number): ParseRecord[] {
    return this.context.db
      .prepare(`${SELECT} WHERE picture_id = ? AND parses.removed IS NULL ORDER BY parses.id DESC`)
      .all(pictureId)
      .map(recordOf)
  }

  remove(ids: readonly number[]): void {
    const name = ids.length === 1 ? 'Remove parse' : `Remove ${formatMany(ids.length, 'parse')}`
    this.context.history.edit({ name, code: 'parses.remove', scope: this.#scopeOf(ids) }, [
      { table: 'parses', id: ids, before: { removed: null }, after: { removed: Date.now() } },
    ])
  }

  /** The picture that all these parses are of, or the library if there are several. */
  #scopeOf(ids: readonly number[]): Scope {
    const [picture, ...others] = picturesOf(this.context.db, ids)
    return picture !== undefined && others.length === 0 ? `picture:${picture}` : 'library'
  }

  /** Returns the bytes of a kept parse (contract/parseFile.ts). */
  file(id: number): Uint8Array<ArrayBuffer> {
    const row = this.context.db.prepare('SELECT file FROM parses WHERE id = ? AND removed IS NULL').get(id)
    return row ? unpackParse(row.file as Uint8Array) : gone()
  }

  view(id: number): ParseView {
    return decodeParse(this.file(id).buffer)
  }

  async #parse(
    model: ModelRow,
    { ids, pixels }: { readonly ids: Uint32Array; readonly pixels: Uint8Array },
    keep: (parsed: Parsed) => void,
    signal?: AbortSignal,
  ): Promise<void> {
    const { side } = model.described.config
    let done = 0
    const attempt = () => {
      const left = { ids: ids.slice(done), pixels: pixels.slice(done * side * side) }
      const onProgress = (parsed: Parsed) => {
        done += parsed.pictures.length
        keep(parsed)
      }
      return this.#engine.run('parse', { checkpoint: model.path, side, ...left }, { signal, onProgress })
    }
    try {
      await attempt()
    } catch (error) {
      if (signal?.aborted || !(error instanceof ProcessDied)) throw error
      await attempt()
    }
  }

  #keep(
    model: ModelRow,
    { weights, side, pictures: parsed }: Parsed,
    inverted: ReadonlySet<number>,
  ): number[] {
    const { db, events } = this.context
    const pictures = new Map(
      pictureRecords(
        db,
        parsed.map(({ id }) => id),
      ).map((each) => [each.id, each]),
    )
    const greys = greyOf(db, [...pictures.keys()])
    const insert = db.prepare(
      `INSERT INTO parses (picture_id, model_id, checkpoint, mse, milliseconds, mapping, file, created)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    const ids = transaction(db, () =>
      parsed.flatMap(({ id, mse, milliseconds, packed }) => {
        const picture = pictures.get(id)
        if (!picture) return [] // removed meanwhile
        const mapping: Mapping = mappingOf(
          { ...picture, inverted: inverted.has(id), grey: greys.has(id) },
          side,
        )
        const { lastInsertRowid } = insert.run(
          id,
          model.id,
          weights,
          mse,
          milliseconds,
          JSON.stringify(mapping),
          packed,
          Date.now(),
        )
        return [Number(lastInsertRowid)]
      }),
    )
    events.publish({ type: 'parses', pictureIds: [...pictures.keys()] })
    return ids
  }
}

function noLongerThere(): RnpError {
  return new RnpError(
    'missing/not-found',
    'That picture is no longer in the library.',
    'Undo its removal, or import it again.',
  )
}

const FAULTS: Readonly<
  Record<Fault, readonly [reason: 'not-found' | 'mismatch' | 'unreadable', hint: string]>
> = {
  missing: ['not-found', 'Check its set in the library: the file may have moved.'],
  changed: ['mismatch', 'Read its set again for new pictures, or drop the file here again.'],
  unreadable: ['unreadable', 'Save the picture again with another program.'],
}

function unreadable({ ref, fault, reason }: Unread): RnpError {
  const [why, hint] = FAULTS[fault]
  return new RnpError(`data/${why}`, `${sourceOf(ref)} cannot be read: ${reason}.`, hint)
}

/** The ids of those pictures that have no colours. */
function greyOf(db: Context['db'], ids: readonly number[]): Set<number> {
  const rows = db
    .prepare('SELECT id FROM pictures WHERE grey = 1 AND id IN (SELECT value FROM json_each(?))')
    .all(JSON.stringify(ids))
  return new Set(rows.map(({ id }) => Number(id)))
}

const SELECT = `
  SELECT parses.id AS id, picture_id AS pictureId, model_id AS modelId, models.name AS modelName, mse, parses.created AS created,
    mapping, milliseconds
  FROM parses JOIN models ON models.id = model_id`

const recordOf = (row: Record<string, unknown>): ParseRecord =>
  ({ ...row, mapping: JSON.parse(String(row.mapping)) }) as unknown as ParseRecord

function gone(): never {
  throw new RnpError(
    'missing/not-found',
    'That parse no longer exists.',
    'Undo its removal, or parse the picture again.',
  )
}
