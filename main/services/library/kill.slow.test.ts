import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { plain } from '../../../model/data/pictures.testing.ts'
import { killMoments, runAndKill } from '../../processes/kill.testing.ts'
import { damageOf } from '../../workspace/connect.ts'
import { openWorkspace } from '../../workspace/open.ts'
import { jobEnded, openTestStudio, testFolder } from '../studio.testing.ts'

const ROUNDS = 6
const PICTURES = 3000

const importer = new URL('importer.testing.ts', import.meta.url)

it('killed at any moment of an import, the workspace is whole, keeps what it reported, and the rest is added once', async () => {
  const folder = await testFolder()
  const pictures = join(folder, 'pictures')
  await mkdir(pictures)
  for (let i = 0; i < PICTURES; i++) {
    await writeFile(join(pictures, `${i}.png`), await plain(4 + (i % 50), 4 + (i % 7), i % 256).png())
  }
  const workspace = join(folder, 'workspace')
  const moment = killMoments(300)
  for (let round = 0; round < ROUNDS; round++) {
    const printed = await runAndKill(importer, [workspace, pictures], moment())
    const reported = Number(printed.at(-1))
    const { db, notes, close } = openWorkspace(workspace)
    expect(notes).toEqual([])
    expect(damageOf(db, 'full')).toBeUndefined()
    expect(db.prepare('SELECT count(*) AS count FROM pictures').get()!.count).toBeGreaterThanOrEqual(reported)
    await close()
  }

  const studio = await openTestStudio(workspace)
  const [set] = await studio.client.library.sets()
  const { jobId } = await studio.client.library.refresh({ id: set.id })
  await jobEnded(studio.context, jobId)
  const sets = await studio.client.library.sets()
  expect(sets.map(({ pictures, missing }) => [pictures, missing])).toEqual([[PICTURES, 0]])
})
