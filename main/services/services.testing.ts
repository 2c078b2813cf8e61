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

/** What a service works with in a test: a real workspace on disk, and the events of it so far. */
export interface TestContext extends Context {
  readonly jobs: OwnJobBoard
  readonly heard: AppEvent[]
  /** Closes the workspace and opens it again, as a start of the app does. */
  reopen(): Promise<TestContext>
}

/** A new workspace, gone when the test ends. */
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
    const heard: AppEvent[] = []
    void listen(events.subscribe(), heard)
    return {
      db,
      folder,
      events,
      heard,
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

async function listen(events: AsyncIterable<AppEvent>, heard: AppEvent[]): Promise<void> {
  for await (const event of events) heard.push(event)
}
