import { RnpError } from '../../../model/errors.ts'
import type { ThumbnailKind } from '../../contract/routes.ts'
import { packThumbnails } from '../../contract/thumbnails.ts'
import type { MediaRoute } from '../../http/route.ts'
import type { Library } from './library.ts'
import { type RenderParse, thumbnailsOf } from './showing.ts'

const MAX_IDS = 400
const kinds: readonly string[] = ['picture', 'reconstruction', 'parts'] satisfies ThumbnailKind[]

/** GET: thumbnails of many pictures at once (contract/thumbnails.ts). */
export function thumbnailsRoute(library: Library, renderParse: RenderParse): MediaRoute {
  return {
    method: 'GET',
    path: '/api/thumbnails',
    answer: async ({ query, request }) => {
      const ids = (query.get('ids') ?? '').split(',').map(Number)
      const as = query.get('as') ?? 'picture'
      if (
        !ids.every((id) => Number.isSafeInteger(id) && id > 0) ||
        ids.length > MAX_IDS ||
        !kinds.includes(as)
      ) {
        throw new RnpError(
          'usage/invalid',
          `A request for thumbnails must name 1 to ${MAX_IDS} ids and a known kind.`,
          'Reload the window.',
        )
      }
      const found = await thumbnailsOf(library, ids, as as ThumbnailKind, renderParse, request.signal)
      return new Response(packThumbnails(found), { headers: { 'content-type': 'application/octet-stream' } })
    },
  }
}
