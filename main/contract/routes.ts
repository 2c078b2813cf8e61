import type { PictureFilter, PictureOrder } from './library.ts'

/**
 * Addresses of what is sent as bytes outside of the contract: below http://127.0.0.1:PORT in a browser and app://studio
 * in Electron.
 */
export const routes = {
  /** GET: ids of the pictures of a filter, in order, as a little-endian Uint32Array. */
  ids: (filter: PictureFilter, order: PictureOrder) =>
    `/api/ids?${new URLSearchParams({ filter: JSON.stringify(filter), order: JSON.stringify(order) })}`,
  /** GET: thumbnails of at most 400 pictures in one response (thumbnails.ts). */
  thumbnails: (ids: readonly number[], as: ThumbnailKind = 'picture') =>
    `/api/thumbnails?${new URLSearchParams({ ids: ids.join(','), as })}`,
  /** GET: a picture as it is, as a PNG of at most 2,048 px a side. */
  picture: (id: number) => `/api/pictures/${id}.png`,
  /** GET: a kept parse with its pictures (parseFile.ts). */
  parse: (id: number) => `/api/parses/${id}`,
  /** GET: a parse tree (docs/parse-tree.md), to save. */
  parseTree: (id: number) => `/api/parses/${id}/tree.json`,
  /** GET: a part sheet, to save. */
  partSheet: (id: number) => `/api/parses/${id}/sheet.png`,
  /** POST {ids: number[]} of pictures as JSON: a zip of trees and part sheets of their latest parses by the current model. */
  exportParses: () => '/api/parses/export.zip',
  /** GET: the watched pictures of a run at a step, as a PNG with a column for each: input, reconstruction, coloured parts. */
  preview: (runId: number, step: number) => `/api/runs/${runId}/previews/${step}.png`,
  /** GET: a run's figures, to save. */
  figures: (runId: number) => `/api/runs/${runId}/figures.csv`,
  /** POST the bytes of one of the files of an upload, which `library.import` and `library.add` then name. */
  upload: (upload: string, path: string) => `/api/uploads/${upload}?${new URLSearchParams({ path })}`,
  /** DELETE an upload that was given up. */
  uploads: (upload: string) => `/api/uploads/${upload}`,
}

/** What a thumbnail shows: the picture or, from its latest parse by the current model, its reconstruction or its parts. */
export type ThumbnailKind = 'picture' | 'reconstruction' | 'parts'
