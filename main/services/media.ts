import { createMedia } from '../media/handler.ts'
import { idsRoute } from '../media/ids.ts'
import { parsesRoutes, renderParse } from '../media/parses.ts'
import { picturesRoute } from '../media/pictures.ts'
import type { Handler } from '../media/route.ts'
import { runsRoutes } from '../media/runs.ts'
import { thumbnailsRoute } from '../media/thumbnails.ts'
import { uploadsRoute } from '../media/uploads.ts'
import type { Library } from './library.ts'
import type { Parses } from './parses/parses.ts'
import type { Runs } from './runs/runs.ts'

/** What the app serves as bytes beside its calls. */
export function studioMedia(library: Library, parses: Parses, runs: Runs): Handler {
  return createMedia([
    idsRoute(library),
    picturesRoute(library),
    thumbnailsRoute(library, (id, as) => renderParse(parses, id, as)),
    uploadsRoute(library.context.folder),
    ...parsesRoutes(parses),
    ...runsRoutes(runs),
  ])
}
