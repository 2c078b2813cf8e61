import { pagesFolder } from '../base/places.ts'
import { SECURITY_HEADERS } from '../http/headers.ts'
import type { Handler } from '../http/route.ts'
import { createPages } from './pages.ts'

/** Everything the window loads: what goes beside the contract below /api/, else the pages; all with the same headers. */
export function createSite(pages: Handler, media: Handler): Handler {
  return async (request) => {
    const { pathname } = new URL(request.url)
    const response = await (pathname.startsWith('/api/') ? media : pages)(request)
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.headers.set(name, value)
    return response
  }
}

/** The same, of the pages that have been built. */
export async function openSite(media: Handler): Promise<Handler> {
  return createSite(await createPages(pagesFolder), media)
}
