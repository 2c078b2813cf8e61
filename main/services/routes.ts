import { createMedia } from '../http/handler.ts'
import type { Handler } from '../http/route.ts'
import { idsRoute } from './library/idsRoute.ts'
import type { Library } from './library/library.ts'
import { picturesRoute } from './library/picturesRoute.ts'
import { thumbnailsRoute } from './library/thumbnailsRoute.ts'
import { removeUploadRoute, uploadsRoute } from './library/uploadsRoute.ts'
import type { Parses } from './parses/parses.ts'
import { parsesRoutes, renderParse } from './parses/routes.ts'
import { runsRoutes } from './runs/routes.ts'
import type { Runs } from './runs/runs.ts'

/** Creates the handler of everything that the app serves as bytes, besides its calls. */
export function studioMedia(library: Library, parses: Parses, runs: Runs): Handler {
  return createMedia([
    idsRoute(library),
    picturesRoute(library),
    thumbnailsRoute(library, (id, as) => renderParse(parses, id, as)),
    uploadsRoute(library.context.folder),
    removeUploadRoute(library),
    ...parsesRoutes(parses),
    ...runsRoutes(runs),
  ])
}
