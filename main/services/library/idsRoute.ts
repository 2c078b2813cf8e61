import { z } from 'zod'
import { RnpError } from '../../../model/errors.ts'
import { pictureFilter, pictureOrder } from '../../contract/library.ts'
import type { MediaRoute } from '../../http/route.ts'
import type { Library } from './library.ts'
import { pictureIds } from './query.ts'

/** GET: the ids of the pictures that match a filter, in order, as a little-endian Uint32Array. */
export function idsRoute({ context }: Library): MediaRoute {
  return {
    method: 'GET',
    path: '/api/ids',
    answer: async ({ query }) => {
      const filter = parsed(pictureFilter, query.get('filter'), 'filter')
      const order = parsed(pictureOrder, query.get('order'), 'order')
      const ids = pictureIds(context.db, filter, order)
      return new Response(ids, { headers: { 'content-type': 'application/octet-stream' } })
    },
  }
}

function parsed<T extends z.ZodType>(schema: T, text: string | null, name: string): z.output<T> {
  try {
    return schema.parse(JSON.parse(text ?? ''))
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : 'it is not JSON'
    throw new RnpError(
      'usage/invalid',
      `The ${name} of the address cannot be used: ${reason}.`,
      'Reload the window.',
      {
        cause: error,
      },
    )
  }
}
