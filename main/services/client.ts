import { type AnyRouter, createRouterClient } from '@orpc/server'
import type { Studio } from '../contract/index.ts'

/** The contract in this very process: for the command line and for tests. */
export function createClient(router: AnyRouter): Studio {
  return createRouterClient(router, { context: {} }) as unknown as Studio
}
