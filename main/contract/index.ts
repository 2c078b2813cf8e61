import type { ContractRouterClient } from '@orpc/contract'
import { app } from './app.ts'
import { jobs } from './jobs.ts'
import { library } from './library.ts'
import { models } from './models.ts'
import { parses } from './parses.ts'
import { runs } from './runs.ts'

/**
 * Everything a window, a page or the command line can ask of the app: typed calls, whose input is checked on arrival,
 * and one stream of events. Large data is fetched separately, as bytes (routes.ts).
 */
export const contract = { app, library, jobs, models, runs, parses }

/** The contract as a caller sees it. */
export type Studio = ContractRouterClient<typeof contract>
