import type { AppState } from '../contract/app.ts'
import type { EngineOptions } from '../engine/engine.ts'
import type { Spawn } from '../processes/spawn.ts'
import { createClient } from '../services/client.ts'
import { openStudio } from '../services/studio.ts'
import { workspaceFolder } from '../workspace/defaultFolder.ts'

export interface StartOptions {
  readonly kind: AppState['shell']['kind']
  readonly spawn: Spawn
  /** The workspace's folder; by default the user's own. */
  readonly workspace?: string
  readonly engine: EngineOptions
}

/** The running app with a client of its contract in this process. */
export type RunningStudio = Awaited<ReturnType<typeof startStudio>>

/**
 * Opens the app on a workspace.
 *
 * @throws RnpError as `openWorkspace` does
 */
export async function startStudio({ kind, spawn, workspace, engine }: StartOptions) {
  const shell = { kind, platform: process.platform }
  const studio = await openStudio({ folder: workspaceFolder(workspace), shell, spawn, engine })
  return { ...studio, client: createClient(studio.router) }
}
