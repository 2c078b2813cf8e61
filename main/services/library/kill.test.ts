import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { plain } from '../../../model/data/pictures.testing.ts'
import { damageOf } from '../../workspace/connect.ts'
import { openWorkspace } from '../../workspace/open.ts'
import { jobEnded, openTestStudio, testFolder } from '../studio.testing.ts'

const ROUNDS = 6
const PICTURES = 3000

/** Lets an app of its own import, and kills it some time after it has begun. @returns the pictures it last told of */
async function importAndKill(workspace: string, pictures: string, after: number): Promise<number> {
  const script = fileURLToPath(new URL('importer.testing.ts', import.meta.url))
  const app = spawn(process.execPath, [script, workspace, pictures], { stdio: ['ignore', 'pipe', 'inherit'] })
  const closed = once(app, 'close')
  let told = 0
  app.stdout.setEncoding('utf8').on('data', (text: string) => {
    told = Number(text.trimEnd().split('\n').at(-1))
  })
  await Promise.race([once(app.stdout, 'data'), closed])
  await sleep(after)
  app.kill('SIGKILL')
  await closed
  return told
}

it('killed at any moment of an import, the workspace is whole, keeps what it told of, and the rest is added once', async () => {
  const folder = await testFolder()
  const pictures = join(folder, 'pictures')
  await mkdir(pictures)
  for (let i = 0; i < PICTURES; i++) {
    await writeFile(join(pictures, `${i}.png`), await plain(4 + (i % 50), 4 + (i % 7), i % 256).png())
  }
  const workspace = join(folder, 'workspace')
  for (let round = 0; round < ROUNDS; round++) {
    const told = await importAndKill(workspace, pictures, Math.random() * 300)
    const { db, notes, close } = openWorkspace(workspace)
    expect(notes).toEqual([])
    expect(damageOf(db, 'full')).toBeUndefined()
    expect(db.prepare('SELECT count(*) AS count FROM pictures').get()!.count).toBeGreaterThanOrEqual(told)
    await close()
  }

  const studio = await openTestStudio(workspace)
  const [set] = await studio.client.library.sets()
  const { jobId } = await studio.client.library.refresh({ id: set.id })
  await jobEnded(studio.context, jobId)
  const sets = await studio.client.library.sets()
  expect(sets.map(({ pictures, missing }) => [pictures, missing])).toEqual([[PICTURES, 0]])
}, 600_000)
