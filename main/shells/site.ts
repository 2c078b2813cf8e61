import type { Handler } from '../media/route.ts'
import { SECURITY_HEADERS } from './headers.ts'

/** Everything the window loads: what goes beside the contract below /api/, else the pages; all with the same headers. */
export function createSite(pages: Handler, media: Handler): Handler {
  return async (request) => {
    const { pathname } = new URL(request.url)
    const response = await (pathname.startsWith('/api/') ? media : pages)(request)
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.headers.set(name, value)
    return response
  }
}
