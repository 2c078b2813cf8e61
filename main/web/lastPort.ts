import type { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import { Settings } from '../workspace/settings.ts'

/** The port that a workspace's page had last time: a tab that is still open finds the app there again. */
export function lastPort(db: DatabaseSync): number | undefined {
  return z.int().min(1).max(65_535).safeParse(new Settings(db).get('web.port')).data
}

export function keepPort(db: DatabaseSync, port: number): void {
  try {
    if (port !== lastPort(db)) new Settings(db).set('web.port', port)
  } catch {
    // For instance on a full disk. The next start then takes another port.
  }
}
