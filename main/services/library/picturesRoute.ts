import type { MediaRoute } from '../../http/route.ts'
import type { Library } from './library.ts'
import { pngOf } from './showing.ts'

/** GET: a picture as a PNG, at most 2,048 px a side. */
export function picturesRoute(library: Library): MediaRoute {
  return {
    method: 'GET',
    path: '/api/pictures/:id(\\d+).png',
    answer: async ({ params, request }) => {
      const png = await pngOf(library, Number(params.id), request.signal)
      return new Response(png, { headers: { 'content-type': 'image/png' } })
    },
  }
}
