import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import type { AppEvent } from '../contract/app.ts'
import { openWorkspace, type Workspace } from '../workspace/open.ts'
import type { Context } from './context.ts'
import { createEvents } from './events.ts'
import { EditHistory } from './history/history.ts'
import { editedTables } from './history/tables.ts'
import { createJobs, type OwnJobBoard } from './jobs/jobs.ts'

/** The context of a service in a test: a real workspace on disk, and its events so far. */
export interface TestContext extends Context {
  readonly jobs: OwnJobBoard
  readonly received: AppEvent[]
  /** Closes the workspace and opens it again, as a start of the app does. */
  reopen(): Promise<TestContext>
}

/** Creates a workspace that is removed when the test ends. */
export function testContext(): TestContext {
  const folder = mkdtempSync(path.join(tmpdir(), 'rnp-services-'))
  let workspace: Workspace | undefined
  onTestFinished(async () => {
    await workspace?.close()
    rmSync(folder, { recursive: true, force: true })
  })
  function open(): TestContext {
    workspace = openWorkspace(folder)
    const { db } = workspace
    const events = createEvents()
    const received: AppEvent[] = []
    void listen(events.subscribe(), received)
    return {
      db,
      folder,
      events,
      received,
      jobs: createJobs(db, events),
      history: new EditHistory(db, events, editedTables),
      async reopen() {
        await workspace?.close()
        return open()
      },
    }
  }
  return open()
}

async function listen(events: AsyncIterable<AppEvent>, received: AppEvent[]): Promise<void> {
  for await (const event of events) received.push(event)
}
