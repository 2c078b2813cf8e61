import { pagesFolder } from '../base/places.ts'
import { SECURITY_HEADERS } from '../http/headers.ts'
import type { Handler } from '../http/route.ts'
import { createPages } from './pages.ts'

/** Serves everything the window loads: media below /api/, pages elsewhere, all with the same security headers. */
export function createSite(pages: Handler, media: Handler): Handler {
  return async (request) => {
    const { pathname } = new URL(request.url)
    const response = await (pathname.startsWith('/api/') ? media : pages)(request)
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.headers.set(name, value)
    return response
  }
}

/** Creates the site of the built pages. */
export async function openSite(media: Handler): Promise<Handler> {
  return createSite(await createPages(pagesFolder), media)
}
