import { z } from 'zod'
import { RnpError } from '../../../model/errors.ts'
import { encodePng } from '../../base/png.ts'
import type { ThumbnailKind } from '../../contract/routes.ts'
import type { Thumbnail } from '../../contract/thumbnails.ts'
import { parseOf } from '../../engine/parseView.ts'
import { blank, drawInk } from '../../export/paint.ts'
import { fileNames } from '../../export/parseFiles.ts'
import { colouredParts, greyInk, partSheet } from '../../export/partSheet.ts'
import { attachment } from '../../http/attachment.ts'
import type { MediaRoute } from '../../http/route.ts'
import { zipStream } from '../../http/zipStream.ts'
import type { Parses } from './parses.ts'
import { exportParses, treeOf } from './trees.ts'

/** Maximum size of the ids of pictures as JSON. */
const MAX_REQUEST_BYTES = 16 * 2 ** 20

/** The routes of a kept parse: as the window shows it, and as files to save. */
export function parsesRoutes(parses: Parses): MediaRoute[] {
  return [
    {
      method: 'GET',
      path: '/api/parses/:id(\\d+)',
      immutable: true,
      answer: async ({ params }) =>
        new Response(parses.file(Number(params.id)), {
          headers: { 'content-type': 'application/octet-stream' },
        }),
    },
    {
      method: 'GET',
      path: '/api/parses/:id(\\d+)/tree.json',
      answer: async ({ params }) => {
        const { tree, name } = treeOf(parses, Number(params.id))
        const headers = {
          'content-type': 'application/json',
          ...attachment(`${fileNames([name])[0]}.json`),
        }
        return new Response(`${JSON.stringify(tree)}\n`, { headers })
      },
    },
    {
      method: 'GET',
      path: '/api/parses/:id(\\d+)/sheet.png',
      answer: async ({ params }) => {
        const { parse, name } = treeOf(parses, Number(params.id))
        const headers = {
          'content-type': 'image/png',
          ...attachment(`${fileNames([name])[0]}-parts.png`),
        }
        return new Response(await encodePng(partSheet([parse])), { headers })
      },
    },
    {
      method: 'POST',
      path: '/api/parses/export.zip',
      bodyLimit: MAX_REQUEST_BYTES,
      answer: async ({ request }) => {
        const asked = z
          .object({ ids: z.array(z.int().positive()).min(1) })
          .safeParse(await request.json().catch(() => undefined))
        if (!asked.success) {
          throw new RnpError(
            'usage/invalid',
            'The export does not list the ids of its pictures.',
            'Reload the window.',
          )
        }
        const files = exportParses(parses, asked.data.ids)
        return new Response(zipStream(files), {
          headers: { 'content-type': 'application/zip', ...attachment('parses.zip') },
        })
      },
    },
  ]
}

/**
 * Draws a kept parse at the resolution of its canvas.
 *
 * @throws RnpError 'missing' if it is gone
 */
export async function renderParse(
  parses: Parses,
  id: number,
  as: Exclude<ThumbnailKind, 'picture'>,
): Promise<Thumbnail> {
  const parse = parseOf(parses.view(id))
  const ink = as === 'parts' ? colouredParts(parse) : greyInk(parse.canvas)
  const picture = blank(ink.side, ink.side, [0, 0, 0])
  drawInk(picture, 0, 0, 1, ink)
  return encodePng(picture)
}
