import { type AnyRouter, createRouterClient } from '@orpc/server'
import type { Studio } from '../contract/index.ts'

/** Creates a client of the contract within this process, for the command line and for tests. */
export function createClient(router: AnyRouter): Studio {
  return createRouterClient(router, { context: {} }) as unknown as Studio
}
